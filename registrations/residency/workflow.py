"""When a stay may move, and what it is then. The buttons on the record come from this table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Move


class Status(models.TextChoices):
    ACTIVE = "active", _("Tinggal")
    AWAITING_MATCH = "awaiting_match", _("Menunggu pencocokan")
    DEPARTED = "departed", _("Sudah pulang")
    CANCELLED = "cancelled", _("Impor dibatalkan")


S, P = Status, Permission
HERE = frozenset({S.ACTIVE, S.AWAITING_MATCH})


class ReferralStatus(models.TextChoices):
    SENT = "sent", _("Menunggu jawaban")
    ANSWERED = "answered", _("Sudah dijawab")


class National(models.TextChoices):
    """How far the registration at Dukcapil is. The portal prepares and follows it; it never is it."""

    UNPREPARED = "unprepared", _("Belum disiapkan")
    PREPARED = "prepared", _("Disiapkan")
    SENT = "sent", _("Dikirim")
    ACCEPTED = "accepted", _("Diterima")
    REFUSED = "refused", _("Ditolak")


N = National
UNSENT = frozenset({N.UNPREPARED, N.PREPARED, N.REFUSED})
NATIONAL_MOVES = {
    "f115-siapkan": Move(frozenset({N.UNPREPARED}), N.PREPARED, P.STAY_CHANGE, _("Siapkan F-1.15")),
    "f115-kirim": Move(UNSENT, N.SENT, P.STAY_CHANGE, _("Catat sudah dikirim")),
    "f115-terima": Move(frozenset({N.SENT}), N.ACCEPTED, P.STAY_CHANGE, _("Catat diterima")),
    "f115-tolak": Move(frozenset({N.SENT}), N.REFUSED, P.STAY_CHANGE, _("Catat ditolak"), needs_reason=True),
    "f115-ulang": Move(
        frozenset({N.SENT, N.ACCEPTED}), N.PREPARED, P.STAY_CHANGE, _("Perbaiki catatan ini"), needs_reason=True
    ),
}
REFERRAL_MOVES = {
    "jawab": Move(frozenset({ReferralStatus.SENT}), ReferralStatus.ANSWERED, P.REFERRAL_ANSWER, _("Simpan jawaban")),
}


class TransferStatus(models.TextChoices):
    PROPOSED = "proposed", _("Menunggu diterima")
    ACCEPTED = "accepted", _("Diterima")
    DECLINED = "declined", _("Tidak datang")
    WITHDRAWN = "withdrawn", _("Tidak jadi pindah")


T = TransferStatus
TRANSFER_MOVES = {
    "terima": Move(frozenset({T.PROPOSED}), T.ACCEPTED, P.STAY_REGISTER, _("Terima")),
    "tidak-datang": Move(frozenset({T.PROPOSED}), T.DECLINED, P.STAY_REGISTER, _("Tidak datang"), needs_reason=True),
    "urung": Move(frozenset({T.PROPOSED}), T.WITHDRAWN, P.STAY_CHANGE, _("Tidak jadi pindah")),
}


class CorrectionStatus(models.TextChoices):
    OPEN = "open", _("Menunggu jawaban")
    APPROVED = "approved", _("Sudah diperbaiki")
    DECLINED = "declined", _("Tidak dikabulkan")


K = CorrectionStatus
CORRECTION_MOVES = {
    "kabulkan": Move(frozenset({K.OPEN}), K.APPROVED, P.STAY_CHANGE, _("Perbaiki")),
    "tolak-koreksi": Move(frozenset({K.OPEN}), K.DECLINED, P.STAY_CHANGE, _("Tidak dikabulkan"), needs_reason=True),
}
MOVES = {
    "perpanjang": Move(HERE, None, P.STAY_CHANGE, _("Perpanjang")),
    "pulang": Move(HERE, S.DEPARTED, P.STAY_CHANGE, _("Catat kepulangan")),
    "pindah": Move(HERE, None, P.STAY_CHANGE, _("Pindah ke desa adat lain")),
    "urus-skpwni": Move(HERE, None, P.STAY_CHANGE, _("Akan menetap: urus SKPWNI")),
    "menetap": Move(HERE, S.DEPARTED, P.STAY_CHANGE, _("SKPWNI terbit: selesai, menetap")),
    "tidak-menetap": Move(HERE, None, P.STAY_CHANGE, _("Tidak jadi menetap"), needs_reason=True),
    "batal-pulang": Move(
        frozenset({S.DEPARTED}), S.AWAITING_MATCH, P.STAY_CHANGE, _("Buka lagi catatan ini"), needs_reason=True
    ),
    "ganda": Move(HERE, S.DEPARTED, P.STAY_CHANGE, needs_reason=True),  # beside its twin: no button on the record
    "batal-impor": Move(HERE, S.CANCELLED, P.STAY_IMPORT, needs_reason=True),  # of a whole sheet: no button
    "cocokkan": Move(frozenset({S.AWAITING_MATCH}), S.ACTIVE, P.STAY_MATCH, _("Cocokkan"), needs_reason=True),
}


class SideStatus(models.TextChoices):
    SHUT = "shut", _("Belum setuju")
    AGREED = "agreed", _("Setuju dibuka")


_either = frozenset(SideStatus)
SIDE_MOVES = {
    "setuju-buka": Move(
        frozenset({SideStatus.SHUT}), SideStatus.AGREED, P.STAY_MATCH, _("Setuju rincian dibuka"), needs_reason=True
    ),
    "tarik-buka": Move(
        frozenset({SideStatus.AGREED}), SideStatus.SHUT, P.STAY_MATCH, _("Tarik persetujuan"), needs_reason=True
    ),
    "tanya-tinggal": Move(
        _either, None, P.STAY_MATCH, _("Minta desa adat memastikan: masih tinggal?"), needs_reason=True
    ),
    "tanya-nik": Move(_either, None, P.STAY_MATCH, _("Minta desa adat memeriksa NIK pada KTP"), needs_reason=True),
}
UNTOLD = frozenset({"cocokkan", "buka_pencocokan", *SIDE_MOVES})  # what a village's page never tells of a clash
