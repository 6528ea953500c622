"""Seats for both sides: invited, asked for interests of their own, taken or declined; a party declines a mediator."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.mediation.access import end_access, give_intake, grant, has_mediator, others_on
from adat.mediation.models import Case, Party, Seat, SeatKind, SeatStatus, Standing
from adat.mediation.workflow import HEARD
from adat.villages.models import due_after
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import GRANTS, Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.word import send_word


def candidates_for(case: Case) -> list[Assignment]:
    """Who may be invited: those who mediate or lead a desa adat where it happened, and those who speak for an origin.

    Whoever declined, was declined, or sits already is not among them.
    """
    roles = [role for role, permissions in GRANTS.items() if Permission.CASE_SIT in permissions]
    asked = case.seats.exclude(user=None).values("user")
    able = (
        Assignment.objects.current()
        .filter(role__in=roles)
        .exclude(user__in=asked)
        .select_related("user", "region", "customary_village__region")
    )
    code = case.regency_id
    return [one for one in able.order_by("role", "pk") if one.path.startswith(code) or one.path[:2] != code[:2]]


def kind_of(case: Case, office: Assignment) -> SeatKind:
    """The adat side sits where it happened; everybody else speaks for the community of origin."""
    return SeatKind.MEDIATOR if office.path.startswith(case.regency_id[:2]) else SeatKind.COMMUNITY


@transaction.atomic
def invite(*, case: Case, by: User, office: Assignment, wanted_by: Party | None = None) -> Seat:
    """Only who is invited learns of it. The case itself is opened to those who accept. Raises MoveRefused."""
    kind = kind_of(case, office)
    _wanted(kind, wanted_by)
    case.move("kursi", by=by)
    columns = {"user": office.user, "place": office.path, "invited_by": by, "wanted_by": wanted_by}
    seat = Seat.objects.create(case=case, kind=kind, **columns)
    send_word([office.user])
    return seat


@transaction.atomic
def seat_outsider(*, case: Case, by: User, kind: SeatKind, name: str, wanted_by: Party | None = None) -> Seat:
    """An interpreter, or anybody without an account, who was asked in person and has no interest in the case."""
    _wanted(kind, wanted_by)
    case.move("kursi", by=by)
    now = timezone.now()
    columns = {"status": SeatStatus.ACCEPTED, "has_conflict": False, "answered_at": now, "invited_by": by}
    return Seat.keep({"name": name}, case=case, kind=kind, wanted_by=wanted_by, **columns)


def _wanted(kind, party):
    """The community sits for a party that wants it: not everybody wants those at home to know."""
    if kind == SeatKind.COMMUNITY and party is None:
        raise MoveRefused(_("Kursi komunitas asal diisi bila pihaknya menghendaki. Pilih pihak itu."))


@transaction.atomic
def answer(*, seat: Seat, by: User, willing: bool, has_conflict: bool, reason: str = "") -> None:
    """The invited person's own answer. Whoever has an interest cannot sit, willing or not. Raises MoveRefused."""
    mine = Seat.objects.select_for_update(of=("self",)).select_related("case").get(pk=seat.pk)
    office = next((one for one in by.current_assignments if one.path == mine.place), None)
    if mine.user_id != by.pk or mine.status != SeatStatus.INVITED or office is None:
        raise MoveRefused(_("Undangan ini sudah dijawab atau bukan untuk Anda."))
    takes = willing and not has_conflict
    mine.status, mine.has_conflict = (SeatStatus.ACCEPTED if takes else SeatStatus.DECLINED), has_conflict
    mine.reason, mine.answered_at = reason, timezone.now()
    mine.save(update_fields=["status", "has_conflict", "reason_sealed", "answered_at"])
    if takes:
        heard = mine.kind == SeatKind.MEDIATOR and Permission.CASE_HEAR in GRANTS[office.role]
        grant(mine.case, office, Standing.MEDIATOR if heard else Standing.COMPANION, by=mine.invited_by)
    record_act("jawab-kursi", by=by, subjects=mine.case.subjects, after=mine.status)
    send_word(others_on(mine.case, by))


@transaction.atomic
def step_down(*, case: Case, by: User, reason: str) -> None:
    """A mediator with an interest leaves, and sees the case no more; others are sought where nobody is left."""
    case.move("undur", by=by, reason=reason)
    now = timezone.now()
    seat = case.seats.filter(user=by, status__in=[SeatStatus.INVITED, SeatStatus.ACCEPTED]).first()
    seat = seat or Seat(case=case, kind=SeatKind.MEDIATOR, user=by, invited_by=by)
    seat.status, seat.has_conflict, seat.answered_at = SeatStatus.DECLINED, True, now
    seat.reason = reason
    seat.save()
    _seek_another(case, by)
    end_access(case, [by.pk], by=by)
    send_word(others_on(case, by))


@transaction.atomic
def object_to(*, case: Case, by: User, seat: Seat, party: Party, reason: str) -> None:
    """A party does not accept a mediator, and says why; that is enough."""
    case.move("tolak-mediator", by=by, reason=reason, detail={"party": party.name, "seat": seat.who})
    seat.status, seat.reason = SeatStatus.OBJECTED, reason
    seat.save(update_fields=["status", "reason_sealed"])
    if seat.user_id:
        end_access(case, [seat.user_id], by=by)
    _seek_another(case, by)
    send_word(others_on(case, by))


def _seek_another(case, by):
    """Without anybody to lead it the case is new again, and the clock of three working days runs again."""
    led = has_mediator(case)
    if case.status in HEARD and not led:
        case.move("ganti-mediator", by=by, next_on=due_after(timezone.localdate()))
    if not led:
        give_intake(case)


@transaction.atomic
def revoke_access(*, case: Case, by: User, user: User, reason: str) -> None:
    """Takes somebody off the list; nobody takes off himself here, nor the last who leads the case."""
    if user.pk == by.pk:
        raise MoveRefused(_("Akses Anda sendiri berakhir dengan undur diri."))
    case.move("tutup-akses", by=by, reason=reason, detail={"who": str(user)})
    end_access(case, [user.pk], by=by)
    case.seats.filter(user=user, status__in=[SeatStatus.INVITED, SeatStatus.ACCEPTED]).update(
        status=SeatStatus.DECLINED, answered_at=timezone.now()
    )
