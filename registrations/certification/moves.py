"""What each move asks for, and the verb that does it: screens and other doors call `act`."""

from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.workflow import MoveRefused
from registrations.certification import deciding
from registrations.certification.models import Candidate, Recommendation
from registrations.certification.workflow import ON_THE_WAY
from registrations.people.forms import ReasonForm


class OptionalReasonForm(ReasonForm):
    """A reason where one is needed; whether it is, the verb says."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


CANDIDATE_FORMS = {"batal": ReasonForm, "lanjut": None}
EXPECTED_FORMS = {"tidak-datang": None, "tunggu-lagi": None}
RECOMMENDATION_FORMS = {
    "ajukan": OptionalReasonForm,
    "setujui": None,
    "kembalikan": ReasonForm,
    "tolak": ReasonForm,
    "keberatan": ReasonForm,
    "cabut": ReasonForm,
    "ganti": ReasonForm,
}


def act(verb: str, record: Candidate | Recommendation, *, by: User, reason: str = "") -> str:
    """Does the move and says what happened. Raises MoveRefused or ValidationError."""
    if isinstance(record, Candidate):
        if verb == "lanjut" and _goes_on_elsewhere(record):
            raise MoveRefused(_("Orang ini sudah dicatat lagi sebagai calon. Lanjutkan pada catatan yang baru."))
        waits = verb == "lanjut" and record.letter  # a letter in force is expected at its destination again
        record.move("lanjut-ditunggu" if waits else verb, by=by, reason=reason)
        return _("Tercatat.")
    return _decide(verb, record, by, reason)


def _goes_on_elsewhere(candidate):
    again = Candidate.objects.filter(person=candidate.person_id, origin=candidate.origin_id, status__in=ON_THE_WAY)
    return again.exclude(pk=candidate.pk).exists()


def _decide(verb, record, by, reason):
    if verb == "ajukan":
        deciding.propose(recommendation=record, by=by, reason=reason)
        return _("Sudah diajukan. Keputusannya diambil orang lain.")
    if verb == "setujui":
        paper = deciding.approve(recommendation=record, by=by)
        return _("Disetujui. Surat bernomor %(number)s.") % {"number": paper.number}
    if verb in ("kembalikan", "tolak"):
        deciding.send_back(recommendation=record, by=by, verb=verb, reason=reason)
        return _("Dikembalikan dengan alasan Anda.") if verb == "kembalikan" else _("Ditolak dengan alasan Anda.")
    if verb == "keberatan":
        deciding.object_to(recommendation=record, by=by, reason=reason)
        return _("Keberatan tercatat. Permohonan diputus lagi.")
    if verb == "cabut":
        deciding.revoke(recommendation=record, by=by, reason=reason)
        return _("Surat dicabut. Siapa pun yang mengeceknya melihat merah.")
    deciding.replace(recommendation=record, by=by, reason=reason)
    return _("Surat pengganti disiapkan. Perbaiki datanya, lalu ajukan.")
