"""One e-mail a day to each officer in place of ten: what came new to the desk, and what is late; else none."""

import datetime
from itertools import islice

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmoni.accounts.models import Assignment, User
from harmoni.notices.messages import Letter, address, message, says, send_all
from harmoni.notices.models import Message, Notice, Receiver, Rule, Slot
from harmoni.notices.quiet import WIB, WIT, WITA, zone_of
from harmoni.notices.slots import first_in
from harmoni.notices.sources import SOURCES, Source, steps
from harmoni.notices.wording import LINK, current, filled

DIGEST, OVERDUE = "digest", "task_overdue"
HOUR, SHOWN = 7, 10
JOB = "notices.digest"

for event, label, facts in (
    (DIGEST, gettext_lazy("Ringkasan harian"), ("jumlah", "daftar", LINK)),
    (OVERDUE, gettext_lazy("Tugas lewat tenggat"), ("hal",)),
):
    SOURCES[event] = Source(event=event, label=label, receivers=(Receiver.OFFICER,), facts=facts)


def post_digests(now: datetime.datetime) -> int:
    """At seven in each zone, once a day: a message to every officer for whom something came; returns how many."""
    return sum(_post_in(zone, now.astimezone(zone)) for zone in (WIB, WITA, WIT))


@transaction.atomic
def _post_in(zone, there):
    due = there.hour >= HOUR and Rule.objects.active().filter(event=DIGEST).exists()
    if not due or not first_in(JOB, f"{zone.key}/{there.date()}"):
        return 0
    rows = [
        message(
            event=DIGEST, key=f"{user.pk}/{there.date()}", user=user, day=there.date(), place=user.home, path="/meja/"
        )
        for user in _officers(zone, _since(zone, timezone.now()), there.date())
    ]
    send_all(rows)
    return len(rows)


def _since(zone, before):
    """When the digest before this one was posted; at most a week ago, at least a day."""
    earlier = Slot.objects.filter(job=JOB, slot__startswith=f"{zone.key}/", at__lt=before - datetime.timedelta(hours=1))
    last = earlier.order_by("-at").values_list("at", flat=True).first()
    week = before - datetime.timedelta(days=7)
    return max(last, week) if last else before - datetime.timedelta(days=1)


def _worth_telling(rows, since, day):
    late = [day + datetime.timedelta(step) for step in steps(OVERDUE)]
    return rows.open().filter(Q(created_at__gt=since) | Q(due_on__in=late))


def _officers(zone, since, day):
    """Those with an address whose office lies in this zone, each once, with `home`, the path of that office."""
    found: dict[int, User] = {}
    asked = _worth_telling(Notice.objects.all(), since, day).order_by().values_list("place", "permission").distinct()
    for place, permission in asked:
        granting = Assignment.objects.granting(permission, place).filter(user__is_active=True).exclude(user__email="")
        for one in granting.select_related("user", "region", "customary_village"):
            if zone_of(one.path) == zone:
                one.user.home = one.path
                found.setdefault(one.user_id, one.user)
    return found.values()


@says(DIGEST)
def tell_digest(row: Message) -> Letter | None:
    """What this person may see now of what came since the digest before; None when all of it is done."""
    rule = Rule.objects.active().filter(event=DIGEST).first()
    since = _since(zone_of(row.place), row.created_at)
    found = _worth_telling(Notice.objects.addressed_to(row.user), since, row.day)
    lines = list(found.order_by(F("due_on").asc(nulls_last=True), "created_at", "pk"))
    if rule is None or not lines:
        return None
    text = current(rule.wording, rule.language)
    facts = {"jumlah": str(len(lines)), "daftar": _listed(lines, row.day), LINK: address("/meja/pengingat/")}
    return Letter(row.user.email, filled(text.subject, facts), filled(text.text, facts), text.pk)


def _listed(lines, day):
    late = current("task_overdue.officer")
    said = [
        f"- {filled(late.subject, {'hal': one.title}) if one.due_on and one.due_on < day else one.title}"
        f"{_due(one)}\n  {address(one.path)}"
        for one in islice(lines, SHOWN)
    ]
    more = len(lines) - SHOWN
    return "\n".join(said + ([_("… dan %(n)d lagi.") % {"n": more}] if more > 0 else []))


def _due(one):
    return f" ({date_format(one.due_on, 'j F Y')})" if one.due_on else ""
