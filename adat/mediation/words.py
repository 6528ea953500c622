"""The log of one case in words, for those on its list. It stands nowhere else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from adat.mediation.models import Case
from adat.mediation.workflow import CASE_MOVES
from harmoni.history.models import Event

MOST = 60
DONE = {
    "bawa-perkara": _("Perkara disampaikan"),
    "terima": _("Perkara diterima mediator"),
    "jadwalkan": _("Pertemuan dijadwalkan"),
    "batalkan": _("Pertemuan dibatalkan"),
    "notula": _("Berita acara ditulis"),
    "tanda-tangan": _("Berita acara ditandatangani"),
    "sepakati": _("Kesepakatan dicatat"),
    "janji": _("Janji dicatat"),
    "kunjungi": _("Kunjungan dicatat"),
    "rujuk": _("Perkara dirujuk"),
    "jawaban": _("Jawaban rujukan dicatat"),
    "tutup": _("Perkara ditutup"),
    "tidak-sepakat": _("Tidak ada kesepakatan"),
    "tarik": _("Perkara ditarik"),
    "buka-kembali": _("Perkara dibuka kembali"),
    "pihak": _("Pihak ditambah"),
    "setuju": _("Persetujuan pihak dicatat"),
    "wakil": _("Wakil pihak ditambah"),
    "kursi": _("Undangan kursi dikirim"),
    "jawab-kursi": _("Undangan kursi dijawab"),
    "bukti": _("Bukti ditambah"),
    "tautan": _("Tautan dan PIN diberikan"),
    "tolak-mediator": _("Keberatan atas mediator dicatat"),
    "undur": _("Mediator undur diri"),
    "ganti-mediator": _("Mediator lain dicari"),
    "tutup-akses": _("Akses dicabut"),
    "cetak-notula": _("Berita acara dicetak sebagai surat"),
    # readings
    "buka-perkara": _("Perkara dibuka"),
    "lihat-daftar": _("Terlihat dalam daftar perkara"),
    "buka-notula": _("Berita acara dibuka"),
    "buka-bukti": _("Bukti diunduh"),
    "cetak-surat": _("Surat dicetak"),
    "buka-undangan": _("Undangan kursi dibuka"),
    "lihat-keadaan": _("Keadaan dilihat dengan kode dan PIN"),
    "cek_surat": _("Surat dicek lewat kode QR"),
}


@dataclass(frozen=True)
class Line:
    words: Any
    at: Any
    by: str
    reason: str


def log_of(case: Case) -> dict[str, list[Line]]:
    """The newest `acts` and `readings`; reasons are unsealed for whoever may read the case."""
    found: dict[str, list[Line]] = {"acts": [], "readings": []}
    for event in Event.objects.about(case.pk)[:MOST]:
        words = DONE.get(event.verb) or CASE_MOVES[event.verb].label
        line = Line(words, event.at, event.actor_name, event.details.get("reason", ""))
        found["acts" if event.kind == Event.Kind.ACT else "readings"].append(line)
    return found
