"""Stays that end in 30, 14 and 3 days or have ended: one reminder each, to the village's inbox and by e-mail.

The dedupe keys carry the planned end, so a renewed stay is reminded anew and a repeated run adds nothing. A run
after days of absence sends only the latest step that is due, not every one that was missed.
"""

import datetime
import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Permission
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import handles, post_all
from registrations.residency.models import REMINDER_DAYS, Question, Stay

REMIND, MAIL = "residency.remind", "residency.reminder_mail"


@transaction.atomic
def post_due(day: datetime.date) -> int:
    """Puts one outbox row for each stay and step that is due on this day; returns how many were not there yet.

    Due is 30, 14 or 3 days before the planned end, and 0 after it.
    """
    rows = [
        Outbox(
            kind=REMIND,
            dedupe_key=stay.key,
            payload={"stay": str(stay.pk), "until": str(stay.planned_until), "step": stay.step},
        )
        for stay in _due(day)
    ]
    post_all(rows, wake=bool(rows))
    return len(rows)


def _due(day):
    """Running stays with their `step` and the `key` under which nothing was posted yet."""
    ends = [When(planned_until__lt=day, then=0)]
    ends += [When(planned_until__lte=day + datetime.timedelta(step), then=step) for step in sorted(REMINDER_DAYS)]
    parts = ["pk", "planned_until", "step"]
    slash = [part for name in parts for part in (Value("/"), Cast(name, CharField()))]
    found = Stay.objects.here().annotate(step=Case(*ends)).exclude(step=None)
    found = found.annotate(key=Concat(Value(REMIND), *slash)).only("planned_until")
    return found.exclude(Exists(Outbox.objects.filter(dedupe_key=OuterRef("key"))))


def settle(stay: Stay, *, by: User) -> None:
    """The stay was renewed or has ended: its open reminders and answers are done, by whoever did that."""
    Question.objects.filter(stay=stay.pk).answered().update(handled_at=timezone.now(), handled_by=by)
    Notice.objects.open().filter(kind=REMIND, record=stay.pk).update(done_at=timezone.now(), done_by=by)


@handles(REMIND)
def remind(stay, until, step):
    """Writes the inbox row and one outbox row for each e-mail address; nothing when the stay has changed since."""
    stay = (
        Stay.objects.here().select_related("person", "customary_village").filter(pk=stay, planned_until=until).first()
    )
    if stay is None:
        return
    key = f"{REMIND}/{stay.pk}/{until}/{step}"
    if Notice.objects.filter(dedupe_key=key).exists():  # reminded long ago: the outbox forgets, the inbox does not
        return
    Notice.objects.filter(kind=REMIND, record=stay.pk, done_at=None).exclude(dedupe_key=key).delete()
    Notice.objects.bulk_create(
        [
            Notice(
                place=stay.place,
                permission=Permission.STAY_CHANGE,
                kind=REMIND,
                title=title_of(stay, step),
                record=stay.pk,
                path=stay.get_absolute_url(),
                due_on=stay.planned_until,
                dedupe_key=key,
            )
        ],
        ignore_conflicts=True,
    )
    post_all(
        [
            Outbox(kind=MAIL, dedupe_key=f"{key}/{to}", payload={**_ids(stay, until, step), **who})
            for to, who in readers_of(stay)
        ]
    )


def title_of(stay, step):
    """A line for the inbox: initials and receipt number, no name and no NIK."""
    holder = {"who": stay.person.initials, "number": stay.registration_number}
    if step:
        return _("Masa tinggal %(who)s (%(number)s) segera berakhir") % holder
    return _("Masa tinggal %(who)s (%(number)s) sudah lewat") % holder


def _ids(stay, until, step):
    return {"stay": str(stay.pk), "until": str(until), "step": step}


def readers_of(stay):
    """Ids of those whose address is known: the village's officers, and the person."""
    granting = Assignment.objects.granting(Permission.STAY_CHANGE, stay.place)
    for assignment in granting.filter(user__is_active=True).exclude(user__email=""):
        yield f"user-{assignment.user_id}", {"user": assignment.user_id}
    if stay.person.email:
        yield "person", {"user": None}


@handles(MAIL)
def mail(stay, until, step, user):
    """Sends one e-mail. Sent again after a crash it carries the same Message-ID, by which the receiver drops it."""
    stay = (
        Stay.objects.here().select_related("person", "customary_village").filter(pk=stay, planned_until=until).first()
    )
    if stay is None:
        return
    key = f"{stay.pk}/{until}/{step}/{user or 'person'}"
    to = User.objects.get(pk=user).email if user else stay.person.email
    message = EmailMessage(
        subject=title_of(stay, step)
        if user
        else _("Masa tinggal Anda di %(place)s") % {"place": stay.customary_village},
        body=(_officer_text if user else _person_text)(stay),
        to=[to],
        headers={"Message-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, key)}@harmoni>"},
    )
    message.send()


def _officer_text(stay):
    return _(
        "Masa tinggal %(who)s dengan nomor %(number)s direncanakan sampai %(until)s.\n\n"
        "Perpanjang atau catat kepulangannya di sini:\n%(link)s\n\nLayanan ini tidak dipungut biaya.\n"
    ) % {
        "who": stay.person.initials,
        "number": stay.registration_number,
        "until": date_format(stay.planned_until, "j F Y"),
        "link": settings.BASE_URL + stay.get_absolute_url(),
    }


def _person_text(stay):
    return _(
        "Yth. %(name)s,\n\nRencana tinggal Anda di %(place)s tercatat sampai %(until)s (nomor %(number)s).\n"
        "Bila Anda tinggal lebih lama, beri tahu petugas desa adat; bila sudah pulang, kabari juga.\n\n"
        "Layanan ini tidak dipungut biaya.\n"
    ) % {
        "name": stay.person.full_name,
        "place": stay.customary_village,
        "until": date_format(stay.planned_until, "j F Y"),
        "number": stay.registration_number,
    }
