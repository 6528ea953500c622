import datetime

import pytest
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.notices.models import Notice, Outbox
from registrations.people.models import Person
from registrations.residency.arrival import AlreadyHere
from registrations.residency.changes import depart
from registrations.residency.models import Stay
from registrations.residency.workflow import Status
from tests.cast import arrive, nik_of


def test_one_arrival_is_one_of_everything(petugas_kuta):
    stay = arrive(petugas_kuta)
    assert stay.status == Status.ACTIVE
    assert [e.verb for e in Event.objects.about(stay.pk)] == ["lapor"]
    receipt = Document.objects.get(record=stay.pk)
    assert (receipt.number, receipt.initials) == (stay.registration_number, "U. N. L.")
    assert Outbox.objects.get().payload == {"document": str(receipt.pk)}
    assert list(Person.objects.visible_to(petugas_kuta, "stay_read")) == [stay.person]


def test_numbers_lie_sealed_and_are_found_by_digest(petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik, "phone": "+6281234567890"})
    person = Person.objects.with_nik(nik).get()
    assert (person.pk, person.nik, person.phone) == (stay.person_id, nik, "+6281234567890")
    assert nik.encode() not in bytes(person.nik_sealed)
    assert person.masked_nik == "•" * 14 + nik[-2:]


def test_without_nik_a_provisional_number_stands_in(petugas_kuta):
    stay = arrive(petugas_kuta, who={"nik": ""})
    assert stay.person.provisional_number.startswith("P-")
    assert stay.status == Status.ACTIVE


def test_active_elsewhere_is_saved_with_the_same_receipt_and_waits(petugas_kuta, petugas_intaran):
    nik = nik_of()
    first = arrive(petugas_kuta, who={"nik": nik})
    second = arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert (first.status, second.status) == (Status.ACTIVE, Status.AWAITING_MATCH)
    assert first.person_id != second.person_id
    assert Document.objects.filter(record=second.pk).count() == 1


def test_still_here_is_not_entered_twice(petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik})
    with pytest.raises(AlreadyHere) as here:
        arrive(petugas_kuta, who={"nik": nik})
    assert here.value.stay == stay
    assert Stay.objects.count() == 1


def test_a_known_person_is_taken_up_again_with_what_changed(petugas_kuta):
    nik = nik_of()
    first = arrive(petugas_kuta, who={"nik": nik})
    depart(stay=first, by=petugas_kuta, on=timezone.localdate())
    again = arrive(petugas_kuta, who={"nik": nik, "full_name": "Umbu N. Landukara", "email": ""})
    assert again.person_id == first.person_id
    change = Event.objects.get(verb="perbarui_data")
    assert change.details == {"full_name": ["Umbu Nggiku Landukara", "Umbu N. Landukara"]}


@pytest.mark.parametrize("days", [-1, 367])
def test_the_database_holds_the_term(petugas_kuta, days):
    from django.db import IntegrityError, transaction

    until = timezone.localdate() + datetime.timedelta(days=days)
    with pytest.raises(IntegrityError), transaction.atomic():
        arrive(petugas_kuta, planned_until=until)
    assert Stay.objects.count() == 0


def test_both_regencies_are_told_of_a_clash_and_of_its_end(petugas_kuta, petugas_intaran, kabupaten_badung):
    nik = nik_of()
    first = arrive(petugas_kuta, who={"nik": nik})
    second = arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    told = Notice.objects.open().filter(permission="stay_match")
    assert {notice.place: notice.record for notice in told} == {first.place: first.pk, second.place: second.pk}
    assert [notice.record for notice in Notice.objects.addressed_to(kabupaten_badung)] == [first.pk]
    depart(stay=first, by=petugas_kuta, on=timezone.localdate())
    assert not told.all().exists()
    second.refresh_from_db()
    assert second.status == Status.ACTIVE
