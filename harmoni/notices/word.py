"""Word to one person that something waits on the desk. It names nothing, so that whoever reads it learns nothing."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import NotYet, handles, post_all
from harmoni.notices.quiet import quiet_until

WORD = "notices.word"


def nearest(permission: Permission, place: str) -> list[User]:
    """Who has the permission at this place, or at the first one above it where anybody has."""
    found = Assignment.objects.granting(permission, place).select_related("user", "region", "customary_village")
    deepest = max((len(one.path) for one in found), default=0)
    return list({one.user_id: one.user for one in found if len(one.path) == deepest}.values())


def send_word_of(rows: Iterable[Notice]) -> None:
    """To those in whose inbox these rows lie. So that word is common, and tells of no quarrel."""
    send_word({user.pk: user for row in rows for user in nearest(Permission(row.permission), row.place)}.values())


def send_word(users: Iterable[User]) -> None:
    """At most once an hour each: how often tells nothing either. Demands a transaction."""
    demand_transaction("word to a person")
    hour = f"{timezone.now():%Y%m%d%H}"
    post_all(
        [
            Outbox(kind=WORD, dedupe_key=f"{WORD}/{user.pk}/{hour}", payload={"user": user.pk, "hour": hour})
            for user in users
        ]
    )


@handles(WORD)
def mail_word(user, hour):
    found = User.objects.filter(pk=user, is_active=True).exclude(email="").first()
    if found is None:
        return
    if later := quiet_until(timezone.now(), _home(found)):
        if _newer_waits(user, hour):  # the morning brings one word, not one for each hour of the night
            return
        raise NotYet(later)
    EmailMessage(
        subject=_("Ada kabar di Meja"),
        body=_("Ada kabar di Meja Anda. Masuk untuk membacanya:\n%(link)s\n") % {"link": settings.BASE_URL + "/meja/"},
        to=[found.email],
        headers={"Message-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{WORD}/{user}/{hour}')}@harmoni>"},
    ).send()


def _newer_waits(user, hour):
    waiting = Outbox.objects.filter(kind=WORD, state=Outbox.State.WAITING, payload__user=user)
    return waiting.filter(payload__hour__gt=hour).exists()


def _home(user):
    """The path of the office of whoever is written to, by whose clock it is night."""
    return next((one.path for one in user.current_assignments), "")
