"""A report is made off the request, a step at a time: its facts, each of its files, then word to those it is for.

Each step is a row of the outbox and commits by itself, so a page sees how far it is; done twice it is done once.
"""

import hashlib
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.history.record import record_act
from harmoni.notices.outbox import gives_up, handles
from harmoni.periodic.asking import MAKE, act, go_on
from harmoni.periodic.daily import queue_facts
from harmoni.periodic.facts import NotCounted, facts_of
from harmoni.periodic.files import file_of
from harmoni.periodic.models import FAILURES, STEPS, Report, ReportFile, Schedule, may_see
from harmoni.periodic.periods import Kind
from harmoni.periodic.telling import say_it_stopped, tell
from harmoni.periodic.workflow import ReportStatus, ScheduleStatus


@handles(MAKE)
def make(report, step):
    """One step; nothing when it is behind already."""
    found = _locked(report)
    if found is None or found.done != step:
        return
    if not may_see(found.by, found.kind, found.view):
        return fail(found, _("Hak melihat angka wilayah ini sudah berakhir."))
    if STEPS[step] == "facts":
        try:
            found.facts = _facts(found)
        except NotCounted:
            return fail(found, _("Angka masa ini belum dibekukan."))
        found.made_at = timezone.now()
    else:
        _write(found, STEPS[step])
    found.done += 1
    found.save(update_fields=["facts", "made_at", "done"])
    if found.done < len(STEPS):
        return go_on(found)
    found.move("laporan-selesai", by=None)
    if found.schedule_id:
        _came_through(found.schedule, tell(found))
    return None


@gives_up(MAKE)
def give_up(report, step):
    """After the last try of a step."""
    if found := _locked(report):
        fail(found, _("Berkasnya tidak dapat disusun. Administrator melihat sebabnya."))


def fail(report: Report, why: str) -> None:
    """It will not come; of a schedule that is one failure more."""
    report.move("laporan-gagal", by=None, reason=why, why=why)
    if report.schedule_id:
        _came_through(report.schedule, False, why)


def _came_through(schedule: Schedule, arrived: bool, why: str = "") -> None:
    """Five in a row that reached nobody, and the schedule stops and says so."""
    schedule.failures = 0 if arrived else schedule.failures + 1
    schedule.save(update_fields=["failures"])
    if schedule.failures >= FAILURES and schedule.status == ScheduleStatus.ACTIVE:
        said = _("%(n)s kali berturut-turut tidak sampai. %(why)s") % {
            "n": schedule.failures,
            "why": why or _("Tidak ada penerima yang masih berhak."),
        }
        act("jadwal-berhenti", schedule, by=None, reason=said.strip())
        say_it_stopped(schedule)


def _facts(report):
    if report.kind == Kind.DAILY:
        return queue_facts(report.view, report.period, report.by, report.place_name)
    return facts_of(report.view, report.period)


def _write(report, shape):
    content = file_of(report.facts, shape, number=report.number, made_at=report.made_at)
    ReportFile.objects.update_or_create(
        report=report,
        format=shape,
        defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)},
    )


def _locked(report) -> Report | None:
    found = Report.objects.select_for_update(of=("self",)).select_related("schedule__owner", "by")
    return found.filter(pk=UUID(report), status=ReportStatus.PREPARING).first()


class Damaged(Exception):
    """The bytes are not those that were written; they are not given out."""


def fetch(report: Report, shape: str, *, by) -> ReportFile | None:
    """The file, its checksum asked again; who fetched it stands in the history. Raises Damaged."""
    file = report.files.filter(format=shape).first()
    if file is None:
        return None
    if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
        raise Damaged(f"{report.number}.{shape}")
    record_act("unduh_laporan", by=by, subjects=report.subjects, place=report.path)
    return file
