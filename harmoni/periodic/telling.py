"""Word of a finished report: an e-mail with a link to each recipient who may still see it, never the figures.

A desk's daily report sends no e-mail of its own: it is a row of the inbox, and so a line of the digest at seven.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.notices.messages import Letter, address, says, send_to
from harmoni.notices.models import Message, Notice
from harmoni.notices.sources import LABELS
from harmoni.periodic.models import Report, Schedule, may_see
from harmoni.periodic.periods import Kind
from harmoni.periodic.workflow import ReportStatus

REPORT, STOPPED, QUEUES = "periodic.report", "periodic.stopped", "periodic.queues"
LABELS[REPORT] = gettext_lazy("Laporan berkala")
LABELS[STOPPED] = gettext_lazy("Jadwal laporan berhenti")


def recipients_of(schedule: Schedule) -> list[User]:
    """The owner and those whom the owner chose, each once."""
    chosen = [schedule.owner, *schedule.recipients.all()]
    return list({user.pk: user for user in chosen}.values())


def tell(report: Report) -> bool:
    """Prepares word to everybody who may see it now; False when that is nobody."""
    if report.kind == Kind.DAILY:
        return _into_inbox(report)
    able = [user for user in recipients_of(report.schedule) if may_see(user, report.kind, report.view) and user.email]
    for user in able:
        send_to(
            user,
            event=REPORT,
            key=f"{report.pk}/{user.pk}",
            path=report.get_absolute_url(),
            record=report.pk,
            place=report.path,
        )
    return bool(able)


@says(REPORT)
def report_letter(row: Message) -> Letter | None:
    """Asked when it goes: None when this person may not see these figures any more."""
    report = Report.objects.filter(pk=row.record, status=ReportStatus.READY).select_related("schedule__owner").first()
    if report is None or not may_see(row.user, report.kind, report.view):
        return None
    facts = report.facts
    paper = report.files.get(format="pdf")
    body = "\n".join(
        [
            f"{facts['title']} {facts['place']}, {facts['period']}",
            "",
            *facts["lead"],
            "",
            _("Bagan, peta, tabel, dan berkas PDF, Excel, CSV:"),
            address(report.get_absolute_url()),
            "",
            _("Sidik PDF (SHA-256): %s") % paper.sha256,
            _("Dikirim atas jadwal %s. Ia dapat mengubah penerimanya.") % report.schedule.owner,
        ]
    )
    return Letter(row.user.email, f"{report.name}: {facts['period']}", body)


def say_it_stopped(schedule: Schedule) -> None:
    """By e-mail where there is an address, and in the inbox of the owner's place."""
    if schedule.owner.email:
        send_to(
            schedule.owner,
            event=STOPPED,
            key=f"{schedule.pk}/{timezone.localdate()}",
            path=schedule.get_absolute_url(),
            record=schedule.pk,
            place=schedule.path,
        )
    _notice(schedule, STOPPED, _("Jadwal %s berhenti") % schedule.name, f"{schedule.pk}/{timezone.localdate()}")


@says(STOPPED)
def stopped_letter(row: Message) -> Letter | None:
    schedule = Schedule.objects.filter(pk=row.record).first()
    if schedule is None or not schedule.why:
        return None
    body = f"{schedule.why}\n\n{_('Lihat dan lanjutkan:')} {address(schedule.get_absolute_url())}"
    return Letter(row.user.email, _("Jadwal %s berhenti") % schedule.name, body)


def _into_inbox(report):
    """Today's in place of yesterday's; without anything that waits there is no word."""
    Notice.objects.open().filter(kind=QUEUES, place=report.path).update(done_at=timezone.now())
    if report.facts["tiles"]:
        title = _("Antrean %(day)s: %(n)s pertanyaan menunggu")
        words = {"day": report.period.said, "n": len(report.facts["tiles"])}
        _notice(report, QUEUES, title % words, str(report.pk))
    return True


def _notice(row, kind, title, key):
    new = Notice(
        place=row.path,
        permission=Permission.STAY_REGISTER if kind == QUEUES else Permission.NOTICE_READ,
        kind=kind,
        title=title[:160],
        record=row.pk,
        path=row.get_absolute_url(),
        dedupe_key=f"{kind}/{key}",
    )
    Notice.objects.bulk_create([new], ignore_conflicts=True)
