"""Where a person stands, as the books' verbs write it: what `Person.visible_to` reads."""

import datetime

from registrations.people.models import Person, Presence


def stand(person: Person, side: Presence.Side, path: str, since: datetime.date) -> None:
    """Opens the presence at this place; one that is open already stays as it is."""
    Presence.objects.get_or_create(person=person, side=side, path=path, until=None, defaults={"since": since})


def leave(person: Person, side: Presence.Side, path: str, until: datetime.date) -> None:
    """Closes the open presence at this place; it never ends before it began."""
    for presence in Presence.objects.filter(person=person, side=side, path=path, until=None):
        presence.until = max(presence.since, until)
        presence.save(update_fields=["until"])
