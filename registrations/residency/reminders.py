"""Stays that end: what the rules' texts may say of them, and whom they reach.

Who was reminded of a date is not reminded of it again; a renewed stay has another date, and is reminded of anew.
"""

import datetime
import uuid

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.letters.models import Document
from harmoni.notices import reminding
from harmoni.notices.messages import withdraw
from harmoni.notices.models import Receiver
from harmoni.notices.sources import Contact, Source, Told
from harmoni.notices.wording import LINK
from registrations.residency.models import Question, Stay

REMIND, STILL_HERE = "residency.remind", "still_here"
FACTS = ("siapa", "nama", "nomor", "tempat", "tanggal", LINK)


def tell(stay: uuid.UUID, until: datetime.date) -> Told | None:
    """The facts of a stay that still ends on that day; None when it was renewed or has ended."""
    here = Stay.objects.here().select_related("person", "customary_village")
    found = here.filter(pk=stay, planned_until=until).first()
    return found and told_of(found, until)


def told_of(stay: Stay, day: datetime.date, **contacts: Contact) -> Told:
    """What a text may say of a stay and of a date in it, and the ways to the person and the host."""
    person = stay.person
    return Told(
        place=stay.place,
        permission=Permission.STAY_CHANGE,
        path=stay.get_absolute_url(),
        record=stay.pk,
        facts={
            "siapa": person.initials,
            "nama": person.full_name,
            "nomor": stay.registration_number,
            "tempat": str(stay.customary_village),
            "tanggal": date_format(day, "j F Y"),
        },
        contacts={
            Receiver.PERSON: Contact(person.email, person.phone),
            Receiver.HOST: Contact(phone=stay.responsible_phone),
            **contacts,
        },
        public=_receipt_page(stay),
        person=person.pk,
        subjects=tuple(stay.subjects),
    )


def _receipt_page(stay):
    """Where the newest receipt is checked, which its holder has on paper too."""
    receipts = Document.objects.filter(record=stay.pk, kind=Document.Kind.RECEIPT, state=Document.State.VALID)
    receipt = receipts.only("token").first()
    return receipt.check_path if receipt else "/cek/"


STAY_ENDS = reminding.speak_for(
    Source(
        event="stay_ends",
        label=_("Masa tinggal berakhir"),
        receivers=(Receiver.OFFICER, Receiver.PERSON, Receiver.HOST),
        facts=FACTS,
        rows=Stay.objects.here,
        date="planned_until",
        told=tell,
        kind=REMIND,
        reach={
            Receiver.PERSON: ~Q(person__email="") | Q(person__phone_sealed__isnull=False),
            Receiver.HOST: Q(responsible_phone_sealed__isnull=False),
        },
    )
)


def post_due(day: datetime.date) -> int:
    """Reminders of stays that are due on this day; returns how many are new."""
    return reminding.post_due(STAY_ENDS, day)


def settle(stay: Stay, *, by: User) -> None:
    """The stay was renewed or has ended: its open reminders and answers are done, by whoever did that."""
    Question.objects.filter(stay=stay.pk).answered().update(handled_at=timezone.now(), handled_by=by)
    reminding.settle(STAY_ENDS, stay.pk, by=by)
    withdraw(STILL_HERE, stay.pk)
