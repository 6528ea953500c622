"""Two stays of one NIK, each in its own desa adat: both regencies are told, and neither learns of the other's stay."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Notice
from registrations.residency.models import Stay
from registrations.residency.workflow import Status

CLASH = "residency.clash"


def tell_both(stay: Stay) -> None:
    """An inbox row for whoever settles clashes at the place of the waiting stay, and at that of the active one.

    Each row leads to the stay in its own territory and names nobody. Told again, a row that was done is open again.
    """
    demand_transaction("a row of the inbox")
    rows = [_notice(one, waiting=stay) for one in (stay, *_active(stay))]
    Notice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dedupe_key"],
        update_fields=["place", "path", "done_at", "done_by"],
    )


def settled(stay: Stay, *, by: User | None) -> None:
    """The stay waits no longer: its rows are done. If it is active now, others that still wait clash with it."""
    about = Q(kind=CLASH, dedupe_key__startswith=f"{CLASH}/{stay.pk}/")
    Notice.objects.open().filter(about).update(done_at=timezone.now(), done_by=by)
    if stay.status == Status.ACTIVE and stay.nik_digest is not None:
        for waiting in Stay.objects.awaiting_match().filter(nik_digest=bytes(stay.nik_digest)):
            tell_both(waiting)


def _active(stay):
    if stay.nik_digest is None:
        return Stay.objects.none()
    return Stay.objects.active().filter(nik_digest=bytes(stay.nik_digest)).exclude(pk=stay.pk)


def _notice(stay, *, waiting):
    return Notice(
        place=stay.place,
        permission=Permission.STAY_MATCH,
        kind=CLASH,
        title=_("Ada laporan yang menunggu pencocokan"),
        record=stay.pk,
        path=stay.get_absolute_url(),
        dedupe_key=f"{CLASH}/{waiting.pk}/{stay.pk}",
    )
