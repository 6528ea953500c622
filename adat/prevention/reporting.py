"""The report of a period: what it holds, its freezing with a digest, its sending, and its next version."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention import deadlines
from adat.prevention.models import ActionPlan, Milestone, Phase, PlanReport
from adat.prevention.workflow import PlanStatus, ReportStatus
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused

R = ReportStatus


@transaction.atomic
def write_report(*, plan: ActionPlan, period: str, by: User, reason: str = "") -> PlanReport:
    """The draft of a period. A second one is a new version: it wants a reason and takes over the words."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.place not in by.places(Permission.PLAN_WRITE):
        raise MoveRefused(_("Rencana ini milik kantor lain."))
    if plan.status != PlanStatus.IN_FORCE:
        raise MoveRefused(_("Laporan disusun dari rencana yang sudah disetujui."))
    mine = PlanReport.objects.filter(plan=plan, period=period)
    if mine.open().exists():
        raise MoveRefused(_("Laporan periode ini sedang disusun."))
    earlier = mine.standing().first()
    new = PlanReport(plan=plan, period=period, written_by=by)
    new.version = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    if earlier:
        earlier.move("ganti-laporan", by=by, reason=reason)
        new.summary, new.obstacles, new.reason = earlier.summary, earlier.obstacles, reason
    new.save(force_insert=True)
    record_act("susun_laporan", by=by, subjects=new.subjects, place=plan.place, after=new.status, reason=reason)
    return new


@transaction.atomic
def put_words(*, report: PlanReport, by: User, summary: str, obstacles: str) -> None:
    """Summary and obstacles of a draft."""
    locked = PlanReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if locked.status != R.DRAFT or locked.place not in by.places(Permission.PLAN_WRITE):
        raise MoveRefused(_("Hanya laporan yang sedang disusun dapat diubah."))
    report.summary, report.obstacles, report.written_by = summary, obstacles, by
    report.save(update_fields=["summary", "obstacles", "written_by"])
    record_act("ubah_laporan", by=by, subjects=report.subjects, place=report.place)


@transaction.atomic
def propose_report(*, report: PlanReport, by: User) -> None:
    if not report.summary.strip():
        raise MoveRefused(_("Tuliskan dahulu ringkasannya."))
    report.move("ajukan-laporan", by=by, proposed_by=by, proposed_at=timezone.now())


@transaction.atomic
def send_back(*, report: PlanReport, by: User, reason: str) -> None:
    report.move("kembalikan-laporan", by=by, reason=reason)


@transaction.atomic
def approve_report(*, report: PlanReport, by: User) -> None:
    """Another person approves: the words and figures are frozen with their digest; the version before is replaced."""
    ActionPlan.objects.select_for_update().get(pk=report.plan_id)  # no result is noted meanwhile
    if earlier := PlanReport.objects.filter(plan=report.plan_id, period=report.period).standing().first():
        earlier.move("gantikan-laporan", by=by)
    content = content_of(report)
    frozen: dict[str, Any] = {"content": content, "digest": digest_of(content)}
    told = {"digest": frozen["digest"]}
    report.move("setujui-laporan", by=by, detail=told, decided_by=by, decided_at=timezone.now(), **frozen)


@transaction.atomic
def send_report(*, report: PlanReport, by: User) -> None:
    """It has left the house (the ministry's own channel takes it); the reminders of its period are done."""
    report.move("kirim-laporan", by=by, sent_at=timezone.now())
    deadlines.settle(report, by=by)


# --- what it holds --------------------------------------------------------------------------------------
def content_of(report: PlanReport) -> dict[str, Any]:
    """What the file shows, as plain JSON: {office, year, period, ..., phases: [{name, rows}], achieved}."""
    found = Milestone.objects.filter(action__plan=report.plan_id, period=report.period).select_related("action")
    milestones = list(found.prefetch_related("evidence").order_by("action__number"))
    return {
        "office": str(report.plan.region),
        "year": report.plan.year,
        "revision": report.plan.revision,
        "period": report.period,
        "version": report.version,
        "reason": report.reason,
        "summary": report.summary,
        "obstacles": report.obstacles,
        "phases": [
            {"name": str(phase.label), "rows": [_row(one) for one in milestones if one.action.phase == phase]}
            for phase in Phase
        ],
        "achieved": average(milestones),
    }


def _row(milestone):
    action = milestone.action
    return {
        "number": action.number,
        "what": action.what,
        "measure": action.measure,
        "unit": action.unit,
        "owner": action.owner,
        "partners": action.partners,
        "target": milestone.target,
        "done": milestone.done,
        "achieved": milestone.per_cent,
        "note": milestone.note,
        "evidence": [one.caption for one in milestone.evidence.all()],
    }


def average(milestones) -> int | None:
    """The mean of all actions that have a target in the period, each weighing the same; None where none has."""
    told = [one.per_cent for one in milestones if one.per_cent is not None]
    return (2 * sum(told) + len(told)) // (2 * len(told)) if told else None


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
