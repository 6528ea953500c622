"""A multiplied world is a world: twins are people of their own, and nothing of their books is missing or shared."""

import pytest
from django.db import connection
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.measuring.multiplied import BOOKS, multiply, read
from harmoni.measuring.tampering import as_owner
from harmoni.measuring.twins import twin
from harmoni.seeding.world import World
from registrations.people import numbers
from registrations.people.models import Person
from registrations.people.names import name_key
from registrations.residency.models import Clash, Stay

LAID = """
SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' UNION ALL
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""


@pytest.mark.django_db(transaction=True)
def test_everybody_has_two_twins():
    World("kembar", today=timezone.localdate()).fill(60)
    read()
    before, laid = counts(), structure()
    old = Stay.objects.exclude(nik_digest=None).order_by("pk").first()
    with as_owner():
        multiply(3, "kali")
    assert structure() == laid
    spared = Event.objects.filter(verb__in=("angkat", "rencanakan")).count()
    assert counts() == {
        table: 3 * rows - (2 * spared if table == "history_event" else 0) for table, rows in before.items()
    }
    people = Person.objects.all()
    assert [person.name_key for person in people] == [name_key(person.full_name) for person in people]
    assert [person.pk for person in people.exclude(nik_digest=None) if not found_by_nik(person)] == []
    stays = Stay.objects.all()
    assert {stay.nik_digest and bytes(stay.nik_digest) for stay in stays} == {
        stay.person.nik_digest and bytes(stay.person.nik_digest) for stay in stays
    }
    assert [s.pk for s in stays if numbers.normalised(s.registration_number) != s.registration_number] == []
    of_a_clash = [(clash.active.nik_digest, clash.waiting.nik_digest) for clash in Clash.objects.all()]
    assert [bytes(one) == bytes(other) for one, other in of_a_clash] == [True] * 3
    new = Stay.objects.get(pk=twin(old.pk, "kali", 2))
    assert (new.person_id, new.status) == (twin(old.person_id, "kali", 2), old.status)
    assert bytes(new.nik_digest) != bytes(old.nik_digest)
    assert Event.objects.about(new.person_id).count() == Event.objects.about(old.person_id).count() > 3
    papers = Document.objects.filter(record=new.pk)
    assert set(papers.values_list("number", "page")) == {
        (new.registration_number, f"/pendatang/{new.pk}/bukti/"),
    }


def found_by_nik(person):
    return person in Person.objects.with_nik(person.nik)


def counts():
    models = {book.table: book.model for book in BOOKS} | {"people_person": Person}
    return {table: model.objects.count() for table, model in models.items()}


def structure():
    with connection.cursor() as cursor:
        cursor.execute(LAID)
        return cursor.fetchall()
