"""A receipt is scanned with any camera: the officer who may renew its stay gets the card, everybody else nothing."""

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.letters.models import Document
from harmoni.letters.offers import offers
from registrations.residency.clock import Card
from registrations.residency.models import Stay


@offers(Document.Kind.RECEIPT)
def renewal_by(document: Document, user: User) -> Card | None:
    """The old receipt serves as well as the new. That its holder was shown by name is a line in the history."""
    mine = Stay.objects.visible_to(user, Permission.STAY_CHANGE).select_related("person", "customary_village")
    stay = mine.filter(pk=document.record).first()
    if stay is None:
        return None
    record_reading("lihat_bukti", by=user, subjects=stay.subjects, place=stay.place)
    return Card(stay)
