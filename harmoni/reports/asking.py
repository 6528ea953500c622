"""An export is asked for, agreed to by a second person where it names many, and taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.notices.models import Notice
from harmoni.notices.outbox import post
from harmoni.reports.models import MOST_ALONE, Export, Format, same_person
from harmoni.reports.workflow import DECISIONS, Status
from registrations.people.book import one_at_a_time

PREPARE = "reports.prepare"
MOST = {Format.XLSX: 20_000, Format.CSV: 20_000, Format.PDF: 5_000}  # people; measured in decision 18


def asked_lately(user: User) -> int:
    """People in this person's exports of the last 24 hours."""
    return Export.objects.counted_against(user).aggregate(people=Sum("count"))["people"] or 0


def needs_second(user: User, count: int) -> bool:
    """More than a hundred, counted over a day: three files of ninety are not a way round."""
    return count + asked_lately(user) > MOST_ALONE


@transaction.atomic
def ask(*, export: Export) -> Export:
    """Saves what was chosen, with its count; its file is asked for, or a second person. Raises ValidationError."""
    one_at_a_time(f"export/{export.by.email.strip().lower() or export.by_id}")
    export.count = export.people()
    if not export.count:
        raise ValidationError(_("Tidak ada orang dalam pilihan ini."))
    if export.count > MOST[Format(export.format)]:
        raise ValidationError(
            _("Paling banyak %(most)s orang dalam satu berkas ini. Persempit tanggalnya, atau pilih bentuk lain."),
            params={"most": MOST[Format(export.format)]},
        )
    export.second_needed = needs_second(export.by, export.count)
    export.status = Status.WAITING if export.second_needed else Status.PREPARING
    export.save(force_insert=True)
    facts = {"count": export.count, "kind": export.kind, "format": export.format, "queue": export.queue}
    record_act(
        "minta_ekspor", by=export.by, subjects=[export.pk], place=export.place, reason=export.reason, detail=facts
    )
    _go_on(export)
    return export


@transaction.atomic
def act(verb: str, export: Export, *, by: User, reason: str = "") -> str:
    """Does the move and says what happened. Raises MoveRefused."""
    values = {"decided_by": by} if verb in DECISIONS else {"content": None, "size": 0}
    export.move(verb, by=by, reason=reason, **values)
    _settle(export, by)
    if verb == "izinkan":
        _go_on(export)
        return _("Diizinkan. Berkasnya disiapkan untuk yang meminta.")
    return (
        _("Tidak diizinkan; alasan Anda terbaca oleh yang meminta.") if verb != "tarik" else _("Ditarik dan dihapus.")
    )


def seconds_of(export: Export) -> list[User]:
    """Who else may decide, by name; none where this place has nobody else."""
    granting = Assignment.objects.granting(Permission.STAY_EXPORT, export.place)
    people = User.objects.filter(pk__in=granting.values("user"), is_active=True).exclude(pk=export.by_id)
    return [user for user in people.order_by("full_name")[:20] if not same_person(user, export.by)]


def prepare_key(export: Export) -> str:
    return f"{PREPARE}/{export.pk}"


def _go_on(export):
    if export.status == Status.PREPARING:
        return post(PREPARE, prepare_key(export), payload={"export": str(export.pk)})
    title = _("Ekspor %(number)s: %(count)s orang, menunggu orang kedua")
    Notice.objects.create(
        place=export.place,
        permission=Permission.STAY_EXPORT,
        kind="reports.second",
        title=title % {"number": export.number, "count": export.count},
        record=export.pk,
        path=export.get_absolute_url(),
        due_on=timezone.localdate(),
        dedupe_key=f"reports.second/{export.pk}",
    )


def _settle(export, by):
    Notice.objects.open().filter(record=export.pk, kind="reports.second").update(done_at=timezone.now(), done_by=by)
