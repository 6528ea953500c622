"""Where a case stands, in words for whoever has no account: the state and the next step, and nothing of the matter."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models import Case, StateLink
from adat.mediation.models.state_link import digest_of
from adat.mediation.workflow import CaseStatus
from harmoni.accounts import tally
from harmoni.history.models import Event
from harmoni.history.record import record_reading

WRONG_PINS = 5  # an hour, for one link
S = CaseStatus
WORDS = {
    S.LODGED: (_("Sudah kami terima."), _("Seorang mediator mengambilnya paling lambat")),
    S.REOPENED: (_("Dibuka kembali."), _("Seorang mediator mengambilnya paling lambat")),
    S.RECEIVED: (_("Seorang mediator menanganinya."), _("Pertemuan ditentukan paling lambat")),
    S.SESSIONS: (_("Para pihak bertemu dengan mediator."), _("Pertemuan berikutnya atau hasilnya")),
    S.AGREED: (_("Sudah ada kesepakatan."), _("Ditinjau bersama pada")),
    S.FOLLOW_UP: (_("Kesepakatan sedang dipantau."), _("Ditinjau lagi pada")),
    S.NO_AGREEMENT: (_("Belum ada kesepakatan."), _("Langkah lanjutannya ditentukan paling lambat")),
    S.REFERRED: (_("Diteruskan kepada lembaga yang berwenang."), _("Jawabannya ditunggu sampai")),
    S.WITHDRAWN: (_("Ditarik oleh yang menyampaikan."), ""),
    S.CLOSED: (_("Selesai."), ""),
}


@transaction.atomic
def opened_with(code: str, pin: str) -> Case | None:
    """The case behind a code or a link's token, with its PIN; None tells nothing of why. The look stands in its log."""
    digest = digest_of(code)
    links = StateLink.objects.select_for_update(of=("self",)).select_related("case__regency")
    link = links.filter(digest=digest).first() if digest else None
    if link is None or not link.is_live or tally.used("case_pin", str(link.pk)) >= WRONG_PINS:
        return None
    if not link.fits("".join(pin.split())):
        tally.use_one("case_pin", str(link.pk), most=WRONG_PINS)
        link.wrong += 1
        link.save(update_fields=["wrong"])
        return None
    link.opened_at = link.opened_at or timezone.now()
    link.save(update_fields=["opened_at"])
    record_reading("lihat-keadaan", by=None, subjects=link.case.subjects)
    return link.case


def readings_of(case: Case) -> list[tuple[str, object]]:
    """Which offices opened it and when, by standing and without names; of the other side's own looks nothing."""
    standings = {line.user_id: line.get_standing_display() for line in case.grants.order_by("since")}
    found = Event.objects.about(case.pk).filter(kind=Event.Kind.READING, actor_id__in=standings)[:30]
    return [(standings[event.actor_id], event.at) for event in found]
