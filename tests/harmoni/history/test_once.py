"""A form that was opened once counts once, whoever sends it how often and at the same time."""

import threading
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from harmoni.history.models import Submission
from harmoni.history.once import Conflict, Foreign, once
from harmoni.history.workflow import MoveRefused
from registrations.people.models import Person
from registrations.residency.models import Stay
from tests.cast import arrive, nik_of, typed

SENDERS = 50
ROUTE = "villages:intake"


def send(actor, key, body, act=lambda: "/bukti/", route=ROUTE):
    with transaction.atomic():
        return once(key, actor=actor, route=route, body=body, act=act)


def in_parallel(call, times=SENDERS):
    """What each of so many real connections answered, all let go at once."""
    start, said = threading.Barrier(times), []

    def one(number):
        start.wait()
        try:
            said.append(call(number))
        except Exception as fault:  # noqa: BLE001 - what was raised is what is judged
            said.append(type(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(said)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_one_record_and_one_answer(petugas_kuta):
    key, nik = uuid.uuid4(), nik_of()
    said = in_parallel(
        lambda _: send(petugas_kuta, key, {"nik": nik}, lambda: str(arrive(petugas_kuta, who={"nik": nik}).pk))
    )
    assert said == {str(Stay.objects.get().pk): SENDERS}
    assert (Person.objects.count(), Submission.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_bodies_one_counts(petugas_kuta):
    key = uuid.uuid4()
    said = in_parallel(lambda n: send(petugas_kuta, key, {"n": n}))
    assert said == {"/bukti/": 1, Conflict: SENDERS - 1}


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_failure_does_it_instead(petugas_kuta):
    """The first sender fails while the others wait on its row: exactly one of them does the act."""
    key, first = uuid.uuid4(), threading.Event()

    def act():
        if not first.is_set():
            first.set()
            raise ValidationError("-")
        return str(arrive(petugas_kuta).pk)

    said = in_parallel(lambda _: send(petugas_kuta, key, {}, act), 10)
    assert said == {ValidationError: 1, str(Stay.objects.get().pk): 9}


@pytest.fixture
def key(petugas_kuta):
    """A key that was used for one body."""
    key = uuid.uuid4()
    assert send(petugas_kuta, key, {"nik": "1", "nama": "a"}, lambda: "/bukti/1/") == "/bukti/1/"
    return key


def never():
    raise AssertionError("it was done twice")


def test_the_same_body_gets_the_same_answer(key, petugas_kuta):
    assert send(petugas_kuta, key, {"nama": "a", "nik": "1"}, never) == "/bukti/1/"


def test_another_body_is_shown_beside_the_first(key, petugas_kuta):
    with pytest.raises(Conflict) as conflict:
        send(petugas_kuta, key, {"nik": "2", "nama": "a"}, never)
    assert conflict.value.earlier.fields == {"nik": "1", "nama": "a"}
    assert conflict.value.earlier.answer == "/bukti/1/"


def test_another_actor_or_form_finds_nothing(key, petugas_kuta, petugas_intaran):
    with pytest.raises(Foreign):
        send(petugas_intaran, key, {"nik": "1", "nama": "a"}, never)
    with pytest.raises(Foreign):
        send(petugas_kuta, key, {"nik": "1", "nama": "a"}, never, route="residency:move")


def test_what_was_sent_lies_sealed(key):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM history_submission s")
        [(row,)] = cursor.fetchall()
    assert b'"nama"'.hex() not in row


@pytest.mark.parametrize("fault", [ValidationError("-"), MoveRefused("-"), RuntimeError("-")])
def test_a_failed_act_leaves_neither_key_nor_record(petugas_kuta, fault):
    """Even where the view catches what was raised and answers, as the forms do."""
    key = uuid.uuid4()

    def act():
        arrive(petugas_kuta)
        raise fault

    with transaction.atomic():
        with pytest.raises(type(fault)):
            once(key, actor=petugas_kuta, route=ROUTE, body={"a": 1}, act=act)
        assert (Submission.objects.count(), Stay.objects.count()) == (0, 0)
    assert send(petugas_kuta, key, {"a": 2}) == "/bukti/"


def test_the_desk_refuses_then_takes_the_mended_form_with_the_same_key(desk, petugas_kuta):
    """A move that the verb refuses (too long a term) is mended and sent again from the same page."""
    stay, key = arrive(petugas_kuta), uuid.uuid4()
    address = f"{stay.get_absolute_url()}perpanjang/"
    assert desk.post(address, {"key": key, "planned_until": "2099-01-01"}).status_code == 422
    later = stay.planned_until.replace(day=28) + (stay.planned_until - stay.arrived_on) / 2
    assert desk.post(address, {"key": key, "planned_until": later}).status_code == 302
    stay.refresh_from_db()
    assert stay.planned_until == later


def test_a_double_click_at_the_desk_is_one_stay(desk):
    form = {**typed(), "key": str(uuid.uuid4()), "cautions_seen": "1"}
    first, second = desk.post("/pendatang/baru/", form), desk.post("/pendatang/baru/", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Stay.objects.count() == 1
    assert desk.post("/pendatang/baru/", {**form, "full_name": "Orang Lain"}).status_code == 409
