"""A plan is written, proposed and approved by two persons; each period its results are noted with their evidence."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention.models import ActionPlan, Evidence, Milestone, PlannedAction, PlanReport
from adat.prevention.periods import Period
from adat.prevention.workflow import PlanStatus
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.certification.scans import Scan

WORDS = ("phase", "what", "measure", "unit", "owner", "partners")


@transaction.atomic
def open_plan(*, region: Region, year: int, by: User) -> ActionPlan:
    """A new draft; one office has one plan a year."""
    if ActionPlan.objects.filter(region=region, year=year).exists():
        raise MoveRefused(_("Rencana aksi tahun %(year)d sudah ada.") % {"year": year})
    plan = ActionPlan.objects.create(region=region, year=year, written_by=by)
    record_act("susun_rencana", by=by, subjects=plan.subjects, place=plan.place, after=plan.status)
    return plan


@transaction.atomic
def put_action(*, plan: ActionPlan, by: User, values: Mapping[str, Any], action: PlannedAction | None = None):
    """Enters an action, or puts one right; `target_b04` to `target_b12` become its milestones."""
    plan = _drafted(plan, by)
    if action is None:
        last = plan.actions.aggregate(last=Max("number"))["last"] or 0
        action = PlannedAction(plan=plan, number=last + 1)
    before = {name: str(getattr(action, name)) for name in WORDS}
    for name in WORDS:
        setattr(action, name, values[name])
    action.save()
    for period in Period:
        target = values[f"target_{period.lower()}"] or None
        Milestone.objects.update_or_create(action=action, period=period, defaults={"target": target})
    changed = {name: [before[name], str(values[name])] for name in WORDS if before[name] != str(values[name])}
    ActionPlan.objects.filter(pk=plan.pk).update(written_by=by)
    record_act("ubah_aksi", by=by, subjects=[plan.pk, action.pk], place=plan.place, detail=changed)
    return action


@transaction.atomic
def take_out(*, action: PlannedAction, by: User) -> None:
    """Out of a draft; one with a result or evidence stays, with nothing left to aim at."""
    plan = _drafted(action.plan, by)
    if (
        action.milestones.exclude(done=None, note="").exists()
        or Evidence.objects.filter(milestone__action=action).exists()
    ):
        raise MoveRefused(_("Aksi ini sudah punya hasil. Kosongkan targetnya; hasilnya tetap tersimpan."))
    record_act("hapus_aksi", by=by, subjects=[plan.pk, action.pk], place=plan.place, detail={"what": action.what})
    action.delete()


def _drafted(plan, by):
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    _own(locked, by)
    if not locked.is_draft:
        raise MoveRefused(_("Rencana yang berlaku tidak diubah begitu saja. Pilih dahulu Ubah rencana."))
    return locked


def _own(plan, by):
    if plan.place not in by.places(Permission.PLAN_WRITE):
        raise MoveRefused(_("Rencana ini milik kantor lain."))


@transaction.atomic
def propose_plan(*, plan: ActionPlan, by: User) -> None:
    if not plan.actions.exists():
        raise MoveRefused(_("Rencana ini belum berisi aksi."))
    plan.move("ajukan-rencana", by=by, proposed_by=by, proposed_at=timezone.now())


@transaction.atomic
def decide_plan(*, plan: ActionPlan, by: User, verb: str, reason: str = "") -> None:
    """`setujui-rencana`, or `kembalikan-rencana` with its reason; never by who proposed it."""
    plan.move(verb, by=by, reason=reason, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def reopen_plan(*, plan: ActionPlan, by: User, reason: str) -> None:
    """A plan in force becomes a draft of its next revision; what was reported stays as it was."""
    plan.move("ubah-rencana", by=by, reason=reason, revision=plan.revision + 1)


# --- results --------------------------------------------------------------------------------------------
@transaction.atomic
def note_result(*, milestone: Milestone, by: User, done: int | None, note: str) -> None:
    """What was reached; closed once the period's report is approved, and open again for a new version."""
    plan = _noting(milestone, by)
    before = [milestone.done, milestone.note]
    milestone.done, milestone.note = done, note
    milestone.save(update_fields=["done", "note"])
    detail = {"done": [before[0], done], "note": [before[1], note]}
    record_act("catat_capaian", by=by, subjects=[plan.pk, milestone.action_id], place=plan.place, detail=detail)


@transaction.atomic
def add_evidence(*, milestone: Milestone, by: User, caption: str, scan: Scan) -> Evidence:
    """A checked file beside a result."""
    plan = _noting(milestone, by)
    found = Evidence(milestone=milestone, caption=caption, content_type=scan.content_type, added_by=by)
    found.seal(scan.content)
    found.save(force_insert=True)
    record_act("unggah_bukti", by=by, subjects=[plan.pk, milestone.action_id, found.pk], place=plan.place)
    return found


def read_evidence(evidence: Evidence, *, by: User) -> bytes:
    """Its bytes; faces may be on it, so the look stands in the history of the plan."""
    plan = evidence.milestone.action.plan
    record_reading("buka_bukti", by=by, subjects=[evidence.pk, plan.pk], place=plan.place)
    return evidence.open()


def _noting(milestone, by):
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=milestone.action.plan_id)
    _own(plan, by)
    if plan.status != PlanStatus.IN_FORCE:
        raise MoveRefused(_("Hasil dicatat setelah rencananya disetujui."))
    reports = PlanReport.objects.filter(plan=plan, period=milestone.period)
    if reports.proposed().exists() or (reports.standing().exists() and not reports.open().exists()):
        raise MoveRefused(_("Laporan periode ini sudah diajukan atau disetujui. Perbaiki dengan versi baru."))
    return plan
