"""A report is asked for, a schedule is set up, stopped and gone on with: by those whose figures they are."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment, User
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.outbox import post
from harmoni.periodic.models import Report, Schedule, may_see
from harmoni.periodic.periods import Kind, Period
from harmoni.periodic.workflow import ScheduleStatus

MAKE = "periodic.make"


@transaction.atomic
def ask(*, by: User, view: Viewpoint, period: Period, place_name: str, schedule: Schedule | None = None) -> Report:
    """The report, saved and on its way through the outbox. Raises MoveRefused where the figures are not theirs."""
    if not may_see(by, period.kind, view):
        raise MoveRefused(_("Angka wilayah ini bukan untuk akun ini."))
    report = Report(
        by=by,
        schedule=schedule,
        kind=period.kind,
        first=period.first,
        path=view.path,
        place_name=place_name,
    )
    report.save(force_insert=True)
    record_act("minta_laporan", by=by, subjects=report.subjects, place=view.path, detail={"period": str(period.first)})
    go_on(report)
    return report


def go_on(report: Report) -> None:
    """The next step of making it, in the outbox once."""
    post(MAKE, step_key(report), payload={"report": str(report.pk), "step": report.done})


def step_key(report: Report) -> str:
    return f"{MAKE}/{report.pk}/{report.done}"


@transaction.atomic
def set_up(*, by: User, kind: Kind, view: Viewpoint, place_name: str, recipients: Iterable[User]) -> Schedule:
    """A standing order from the next period on; one of each kind, place and owner. Raises MoveRefused."""
    if not may_see(by, kind, view):
        raise MoveRefused(_("Angka wilayah ini bukan untuk akun ini."))
    same = Schedule.objects.filter(owner=by, kind=kind, path=view.path, status=ScheduleStatus.ACTIVE)
    if same.exists():
        raise MoveRefused(_("Jadwal ini sudah ada."))
    schedule = Schedule(owner=by, kind=kind, path=view.path, place_name=place_name)
    schedule.save(force_insert=True)
    schedule.recipients.set(recipients)
    record_act("buat_jadwal", by=by, subjects=schedule.subjects, place=view.path, detail={"kind": kind})
    return schedule


@transaction.atomic
def address(*, schedule: Schedule, by: User, recipients: Iterable[User]) -> None:
    """Other recipients, from the next report on; the owner's to say."""
    if schedule.owner_id != by.pk:
        raise MoveRefused(_("Penerima diubah oleh pemilik jadwalnya."))
    schedule.recipients.set(recipients)
    record_act("ubah_penerima", by=by, subjects=schedule.subjects, place=schedule.path)


@transaction.atomic
def act(verb: str, schedule: Schedule, *, by: User | None, reason: str = "") -> None:
    """Stops it with a reason, or goes on with a clean slate. Raises MoveRefused."""
    schedule.move(verb, by=by, reason=reason, why=reason[:200], failures=0 if by else schedule.failures)


def readers_of(view: Viewpoint) -> list[User]:
    """Who may see these figures, by name: the accounts that a schedule may send to."""
    above = Q(region__code__in=[view.path[:digits] for digits in (2, 4, 6)]) | Q(customary_village__path=view.path)
    there = Assignment.objects.current().filter(above, user__is_active=True)
    found = User.objects.filter(pk__in=there.values("user")).order_by("full_name", "pk")
    return [user for user in found if may_see(user, Kind.MONTHLY, view)]
