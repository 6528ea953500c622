"""Two who touch the same sheet or the same house: the second sees what the first did, and nothing is lost."""

import datetime

import pytest
from django.utils import timezone

from harmoni.history.workflow import MoveRefused
from registrations.residency.family import shared_of
from registrations.residency.forgetting import forget_rows
from registrations.residency.group_entry import save_rows
from registrations.residency.lodgings import correct_lodging, version_of
from registrations.residency.models import GroupSheet, Lodging, Stay
from tests.at_once import in_the_middle_of
from tests.cast import arrive, house

TOMORROW = timezone.now() + datetime.timedelta(days=1)
CHILD = {"full_name": "Ana", "without_nik": "on", "sex": "P", "relation": "child"}
HALF = {"full_name": "Yohanes"}  # neither number nor word that there is none: it stays on the sheet


@pytest.fixture
def waiting(petugas_kuta):
    """A family's sheet in Kuta with one row that waits."""
    head = arrive(petugas_kuta)
    sheet = GroupSheet(customary_village=head.customary_village, head=head, made_by=petugas_kuta)
    sheet.write(shared={}, rows=[{"typed": HALF, "faults": {}, "notes": [], "stay": ""}])
    sheet.save(force_insert=True)
    return sheet


@pytest.fixture
def melati(petugas_kuta):
    return house(petugas_kuta)


def values(**changed):
    return {"name": "Kos Melati", "kind": "kos", **changed}


@pytest.mark.django_db(transaction=True)
def test_who_is_taken_up_while_old_rows_are_forgotten_stays_on_the_sheet(waiting, petugas_kuta):
    shared = shared_of(waiting.head)
    took = in_the_middle_of(
        lambda: save_rows(waiting, by=petugas_kuta, shared=shared, rows=[CHILD, HALF], seen=0),
        lambda: forget_rows(TOMORROW),
    )
    kept = GroupSheet.objects.get()
    child = Stay.objects.exclude(pk=waiting.head_id).get()
    assert (took, kept.emptied, [row["stay"] for row in kept.content["rows"]]) == ("int", True, [str(child.pk)])


def test_a_row_that_waits_anew_is_forgotten_in_its_turn(waiting, petugas_kuta):
    forget_rows(TOMORROW)
    save_rows(GroupSheet.objects.get(), by=petugas_kuta, shared={}, rows=[HALF], seen=0)
    assert [forget_rows(TOMORROW), forget_rows(TOMORROW)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_house_corrected_by_two_at_once_takes_the_first_and_tells_the_second(melati, petugas_kuta):
    seen = version_of(melati)
    first, second = Lodging.objects.get(), Lodging.objects.get()
    told = in_the_middle_of(
        lambda: correct_lodging(lodging=first, by=petugas_kuta, values=values(banjar="Segara"), rooms={}, seen=seen),
        lambda: correct_lodging(lodging=second, by=petugas_kuta, values=values(capacity=9), rooms={}, seen=seen),
    )
    kept = Lodging.objects.get()
    assert (told, kept.banjar, kept.capacity) == ("MoveRefused", "Segara", None)


def test_the_rooms_belong_to_what_was_seen(melati, petugas_kuta):
    seen = version_of(melati)
    correct_lodging(lodging=melati, by=petugas_kuta, values=values(), rooms={"A1": 2})
    with pytest.raises(MoveRefused, match="diubah orang lain"):
        correct_lodging(lodging=melati, by=petugas_kuta, values=values(), rooms={}, seen=seen)


def test_the_second_reads_both_values_on_the_page_and_may_then_save(desk, melati, petugas_kuta):
    path = f"{melati.get_absolute_url()}ubah/"
    body = values(banjar="Pande Mas", version=desk.get(path).context["version"], key=str(melati.pk))
    correct_lodging(lodging=melati, by=petugas_kuta, values=values(banjar="Segara"), rooms={})
    page = desk.post(path, body)
    text = page.content.decode()
    assert (page.status_code, "“Segara”" in text, "“Pande Mas”" in text) == (409, True, True)
    again = desk.post(path, body | {"version": page.context["version"], "key": str(petugas_kuta.pk)})
    assert (again.status_code, Lodging.objects.get().banjar) == (302, "Pande Mas")
