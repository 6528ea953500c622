"""Whether there are mediators enough. It speaks of the roster, never of a case: nobody learns of one from it.

The same row comes when a regency has too few and when nobody is left who may take a case up: the office that can have
mediators appointed reads a row that stands there anyhow.
"""

import datetime
import uuid
from collections import Counter

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment
from harmoni.accounts.roles import GRANTS, Permission
from harmoni.notices.models import Notice
from harmoni.notices.slots import first_in
from harmoni.notices.word import send_word_of
from harmoni.regions.models import Region

KIND, BALI = "mediation.roster", "51"
ENOUGH = 2  # for each regency: one may have an interest
ROSTER = uuid.UUID(int=0)  # the row speaks of no record
ANSWER_WITHIN = datetime.timedelta(days=7)


def mediators() -> list[Assignment]:
    """Everybody who holds an office that hears cases today."""
    roles = [role for role, permissions in GRANTS.items() if Permission.CASE_HEAR in permissions]
    able = Assignment.objects.current().filter(role__in=roles)
    return list(able.select_related("user", "region", "customary_village__region").order_by("pk"))


@transaction.atomic
def check_roster(today: datetime.date) -> bool:
    """Once a month; says whether more mediators were asked for."""
    if not first_in(KIND, f"{today:%Y-%m}"):
        return False
    have = Counter(one.path[:4] for one in mediators())
    regencies = Region.objects.filter(level=Region.Level.REGENCY, parent=BALI, retired=False)
    short = any(have[code] < ENOUGH for code in regencies.values_list("code", flat=True))
    if short:
        ask_for_mediators()
    return short


def ask_for_mediators() -> None:
    """One row at a time, to the office of the province that keeps the register of communities."""
    if Notice.objects.open().filter(kind=KIND).exists():
        return
    today = timezone.localdate()
    row = Notice(
        place=BALI,
        permission=Permission.COMMUNITY_KEEP,
        kind=KIND,
        title=_("Lengkapi daftar mediator: sedikitnya dua di setiap kabupaten dan kota"),
        record=ROSTER,
        path=reverse("home:desk"),
        due_on=today + ANSWER_WITHIN,
        dedupe_key=f"{KIND}/{timezone.now():%Y%m%d%H%M%S%f}",
    )
    row.save(force_insert=True)
    send_word_of([row])
