"""The desk's queues: gathered here, since the roof may know every book and no book knows the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.notices.models import Notice
from registrations.residency.models import Stay
from registrations.residency.queues import QUEUES


@dataclass(frozen=True)
class Card:
    """One question of the desk. `days` is how long the oldest waits (negative: how soon it is due), None when empty."""

    slug: str
    question: Any
    button: Any
    url: str
    count: int
    days: int | None
    late: bool = False

    @property
    def days_ahead(self):
        return -self.days


def queues_of(user: User) -> Iterator[Card]:
    """The cards of what this person may do something about; at most six."""
    if user.may(Permission.STAY_CHANGE):
        yield from (_stays(queue, user) for queue in QUEUES)
    if user.may(Permission.STAY_MATCH):
        yield _waiting(user)
    if user.may(Permission.NOTICE_READ):
        yield _notices(user)


def _stays(queue, user):
    found = queue.rows(user, Permission.STAY_CHANGE).aggregate(count=Count("pk"), oldest=Min(queue.clock))
    url = f"{reverse('residency:list')}?antre={queue.slug}"
    return _card(queue.slug, queue.question, queue.button, url, found, late=queue.slug == "lewat")


def _waiting(user):
    found = Stay.objects.visible_to(user, Permission.STAY_MATCH).awaiting_match()
    url = f"{reverse('residency:list')}?antre=menunggu"
    ages = found.aggregate(count=Count("pk"), oldest=Min("registered_at"))
    return _card("menunggu", _("Orang yang sama, atau bukan?"), _("Cocokkan"), url, ages)


def _notices(user):
    found = Notice.objects.addressed_to(user).open().aggregate(count=Count("pk"), oldest=Min("created_at"))
    return _card(
        "pengingat",
        _("Pengingat mana yang belum dikerjakan?"),
        _("Buka pengingat"),
        reverse("home:inbox"),
        found,
    )


def _card(slug, question, button, url, found, *, late=False):
    oldest = found["oldest"]
    if hasattr(oldest, "hour"):
        oldest = timezone.localdate(oldest)
    days = (timezone.localdate() - oldest).days if oldest else None
    return Card(slug, question, button, url, found["count"], days, late=late and bool(found["count"]))
