"""Many arrivals at once leave exactly what as many single ones leave, in every table."""

import datetime
import re

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.notices.models import Notice, Outbox
from harmoni.regions.models import Region
from registrations.people import numbers
from registrations.people.duplicates import LOOK
from registrations.people.models import Person
from registrations.people.tasks import look_for_duplicates
from registrations.residency.arrival import AlreadyHere, Newcomer, record_arrival, record_arrivals
from registrations.residency.changes import depart
from registrations.residency.models import Stay
from registrations.residency.workflow import Status
from tests.cast import arrive, issued, nik_of, person, stay, village

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DRAWN = {"id", "registration_number", "number", "provisional_number", "token"}


class Undone(Exception):
    pass


def newcomer(who=None, **values):
    return Newcomer(person(**(who or {})), stay(**values))


def everyone(petugas_kuta, petugas_intaran, staf, kepala):
    """One of each kind: new, without NIK, known, departed, here, elsewhere, with a letter, with its code, twice."""
    known, here, elsewhere = nik_of(), nik_of(), nik_of()
    depart(stay=arrive(petugas_kuta, who={"nik": known}), by=petugas_kuta, on=TODAY)
    arrive(petugas_kuta, who={"nik": here, "phone": "+6281234567890"})
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": elsewhere})
    by_nik, by_code = issued(staf, kepala, made=True), issued(staf, kepala, made=True)
    twice = nik_of()
    return [
        newcomer(),
        newcomer({"nik": "", "full_name": "Tab\there\\n ' \" \u00e9 -"}),
        newcomer({"nik": "", "full_name": "Tab\there\\n ' \" \u00e9 -"}),
        newcomer({"nik": known, "full_name": "Umbu N. Landukara", "phone": "+6281111111111"}),
        newcomer({"nik": here, "full_name": "Not to be changed", "phone": "+6289999999999"}),
        newcomer({"nik": elsewhere}),
        newcomer({"nik": by_nik.person.nik}),
        newcomer({"nik": by_code.person.nik}, letter_token=Document.objects.get(record=by_code.letter.pk).token),
        newcomer({"nik": twice}, occupation="Juru masak", contract_until=TODAY + datetime.timedelta(days=9)),
        newcomer({"nik": twice, "full_name": "The same again"}),
        newcomer({"origin_village": None}),
    ]


def one_by_one(by, rows):
    for row in rows:
        try:
            record_arrival(by=by, village=village(), person=row.person, stay=row.stay)
        except AlreadyHere:
            continue


def as_a_sheet(by, rows):
    """At once, and then the look for duplicates that was posted instead of done."""
    record_arrivals(by=by, village=village(), newcomers=rows)
    looks = Outbox.objects.filter(kind=LOOK)
    look_for_duplicates(**looks.get().payload)
    looks.delete()


def effect_of(act):
    """Every row of every table after the act, without what chance and the clock draw; the act is undone."""
    try:
        with transaction.atomic():
            act()
            names = {str(person.pk): person.full_name for person in Person.objects.all()}
            left = {
                model._meta.label: sorted(shape(row, names) for row in model.objects.all())
                for model in apps.get_models()
            }
            raise Undone
    except Undone:
        return left


def shape(row, names):
    """A row as text: sealed numbers in the clear, persons by name, no id and no time."""
    said = {}
    for field in row._meta.concrete_fields:
        value, opened = getattr(row, field.attname), field.name.removesuffix("_sealed")
        if field.name in DRAWN or field.get_internal_type() == "DateTimeField":
            continue
        if opened != field.name and hasattr(row, opened):
            value = getattr(row, opened)
        elif field.name == "detail":
            value = row.details
        elif field.get_internal_type() == "BinaryField":
            value = value is not None
        said[field.name] = re.sub(r"[0-9a-f-]{36}", lambda found: names.get(found[0], "a record"), str(value))
    return str(sorted(said.items()))


def test_a_sheet_leaves_what_as_many_single_arrivals_leave(
    petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur
):
    rows = everyone(petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur)
    rows += [newcomer({"full_name": f"Rambu {number}"}) for number in range(30)]  # enough for COPY
    before = effect_of(lambda: None)
    single = effect_of(lambda: one_by_one(petugas_kuta, rows))
    many = effect_of(lambda: as_a_sheet(petugas_kuta, rows))
    changed = {label for label in single if single[label] != before[label]}
    assert changed >= {"people.Person", "people.Presence", "residency.Stay", "history.Event", "letters.Document"}
    assert changed >= {"notices.Outbox", "notices.Notice", "certification.Candidate"}
    in_their_order = {"people.PossibleDuplicate"}  # at most three suggestions a person: it counts who came first
    assert {label for label in many if many[label] != single[label]} - in_their_order == set()


def test_it_answers_in_the_order_of_the_rows(petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur):
    rows = everyone(petugas_kuta, petugas_intaran, staf_sumbatimur, kepala_sumbatimur)
    came = record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    kinds = ["here" if isinstance(one, AlreadyHere) else one.status for one in came]
    assert kinds == ["active"] * 4 + ["here", "awaiting_match"] + ["active"] * 3 + ["here", "active"]
    assert came[9].stay == came[8]
    assert [one.person.full_name for one in came if isinstance(one, Stay)] == [
        row.person["full_name"] for row, one in zip(rows, came, strict=True) if isinstance(one, Stay)
    ]


def test_every_row_is_there_once_and_points_to_its_own(petugas_kuta):
    rows = [newcomer({"full_name": f"Rambu {number}", "phone": f"+628120000{number:04}"}) for number in range(40)]
    came = record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    for row, new in zip(rows, came, strict=True):
        kept = Stay.objects.select_related("person").get(pk=new.pk)
        assert (kept.person.full_name, kept.person.nik, kept.person.phone) == (
            row.person["full_name"],
            row.person["nik"],
            row.person["phone"],
        )
        receipt = Document.objects.get(record=kept.pk)
        assert (receipt.number, receipt.subject) == (kept.registration_number, kept.person_id)
        assert Outbox.objects.filter(payload={"document": str(receipt.pk)}).count() == 1
        assert Notice.objects.filter(record=kept.pk).count() == 1
        assert [event.verb for event in Event.objects.about(kept.person_id)] == ["lapor"]
        assert list(Person.objects.visible_to(petugas_kuta, "stay_read").filter(pk=kept.person_id)) == [kept.person]


def test_clashes_among_many_wait_and_the_others_do_not(petugas_kuta, petugas_intaran):
    niks = [nik_of() for _ in range(3)]
    for nik in niks:
        arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    rows = [*(newcomer({"nik": nik}) for nik in niks), *(newcomer() for _ in range(40))]
    came = record_arrivals(by=petugas_kuta, village=village(), newcomers=rows)
    assert [one.status for one in came] == [Status.AWAITING_MATCH] * 3 + [Status.ACTIVE] * 40
    assert Notice.objects.open().filter(permission="stay_match").count() == 6


def test_the_questions_to_the_database_do_not_grow_with_the_rows(petugas_kuta, django_assert_max_num_queries):
    record_arrivals(by=petugas_kuta, village=village(), newcomers=[newcomer()])
    here, region = village(), Region.objects.get(code="5311011001")
    rows = [newcomer({"origin_village": region}) for _ in range(300)]
    with django_assert_max_num_queries(20):
        record_arrivals(by=petugas_kuta, village=here, newcomers=rows)


def test_a_number_that_was_given_before_is_drawn_again(petugas_kuta, monkeypatch):
    taken, draw = arrive(petugas_kuta).registration_number, numbers.new_number
    first = iter([taken])
    monkeypatch.setattr(numbers, "new_number", lambda prefix: next(first, "") or draw(prefix))
    after = arrive(petugas_kuta)
    assert after.registration_number != taken
    assert after.registration_number == Document.objects.get(record=after.pk).number
