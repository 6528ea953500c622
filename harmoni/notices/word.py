"""Word to one person that something waits on the desk. It names nothing, so that whoever reads it learns nothing."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.atomicity import demand_transaction
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import handles, post_all

WORD = "notices.word"


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
    EmailMessage(
        subject=_("Ada kabar di Meja"),
        body=_("Ada kabar di Meja Anda. Masuk untuk membacanya:\n%(link)s\n") % {"link": settings.BASE_URL + "/meja/"},
        to=[found.email],
        headers={"Message-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{WORD}/{user}/{hour}')}@harmoni>"},
    ).send()
