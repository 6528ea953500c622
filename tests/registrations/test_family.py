"""A family on one screen: each row a person and a stay of its own; children with guardian and school."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.people.models import Person
from registrations.residency.family import head_of, look_after, relatives_of
from registrations.residency.models import FamilyMember, GroupSheet, Minor, Referral, Stay
from tests.cast import arrive, nik_of

DAY = datetime.timedelta(days=1)
WIFE = {"relation": "spouse", "full_name": "Maria Yohana Rambu", "without_nik": "on", "sex": "P"}
CHILD = {"relation": "child", "full_name": "Yohanes Umbu Ana", "without_nik": "on", "sex": "L"}


def born(years):
    return (timezone.localdate() - datetime.timedelta(days=years * 366)).isoformat()


def sheet(*rows, key=None, **values):
    typed = {f"orang-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    today = timezone.localdate()
    days = {"arrived_on": today.isoformat(), "planned_until": (today + 90 * DAY).isoformat()}
    return {"key": key or str(uuid.uuid4()), **days, **typed, **values}


@pytest.fixture
def head(petugas_kuta):
    return arrive(petugas_kuta, lodging_name="Kos Melati", responsible_name="I Wayan Sudana")


@pytest.fixture
def where(head):
    return f"{head.get_absolute_url()}keluarga/"


def test_each_row_is_a_person_and_a_stay_of_its_own(desk, head, where):
    wife = {**WIFE, "nik": nik_of(sex="P", born=datetime.date(1999, 4, 3)), "without_nik": "", "sex": ""}
    answer = desk.post(where, sheet(wife, {**CHILD, "birth_date": born(9), "school_status": "none"}))
    assert answer.status_code == 302
    ties = FamilyMember.objects.select_related("stay__person").order_by("relation")
    assert [(tie.relation, tie.head_id) for tie in ties] == [("child", head.pk), ("spouse", head.pk)]
    child, spouse = (tie.stay for tie in ties)
    assert (spouse.person.sex, spouse.person.birth_date) == ("P", datetime.date(1999, 4, 3))  # read from the NIK
    for stay in (child, spouse):
        assert (stay.address, stay.lodging_name, stay.purpose) == (head.address, "Kos Melati", "family")
        assert stay.person.origin_village == head.person.origin_village
        assert Document.objects.filter(record=stay.pk, state="valid").count() == 1
        assert stay.planned_until == timezone.localdate() + 90 * DAY
    assert {one.pk for one in relatives_of(head)} == {child.pk, spouse.pk}
    assert {one.pk for one in relatives_of(child)} == {head.pk, spouse.pk}
    assert (child.minor.guardian, child.minor.school_status) == (head, "none")
    assert not Minor.objects.filter(stay=spouse).exists()


def test_good_rows_are_saved_and_bad_rows_stay_with_their_sentences(desk, head, where):
    bad = {"relation": "child", "full_name": "Umbu", "nik": "123", "sex": "L"}
    answer = desk.post(where, sheet(WIFE, bad), follow=True)
    assert Stay.objects.exclude(pk=head.pk).count() == 1
    rows = [pair for _number, pair in answer.context["rows"] if pair[0]]
    assert [(typed["nik"], set(faults)) for typed, faults in rows] == [("123", {"nik"})]
    assert "yang tertulis 3 angka" in answer.content.decode()
    again = answer.request["PATH_INFO"]
    mended = desk.post(again, sheet({**bad, "nik": "", "without_nik": "on"}, seen="1"), follow=True)
    assert mended.context["finished"]
    assert Stay.objects.exclude(pk=head.pk).count() == 2


def test_nothing_good_saves_nothing(desk, where):
    answer = desk.post(where, sheet({"full_name": "Umbu"}))
    assert (answer.status_code, GroupSheet.objects.count()) == (422, 0)
    faults = answer.context["rows"][0][1][1]
    assert set(faults) == {"nik", "sex"}
    assert desk.post(where, sheet()).status_code == 422
    assert desk.post(where, sheet(WIFE, arrived_on="x")).status_code == 422


def test_sent_twice_is_once(desk, where):
    form = sheet(WIFE)
    first, second = desk.post(where, form), desk.post(where, form)
    assert first.url == second.url
    assert FamilyMember.objects.count() == 1
    assert desk.post(where, {**form, "orang-0-full_name": "Maria"}).status_code == 409


def test_more_rows_without_javascript(desk, where):
    answer = desk.post(where, sheet(WIFE, tambah="1"))
    assert (answer.status_code, len(answer.context["rows"])) == (200, 6)
    assert answer.context["rows"][0][1][0] == WIFE
    assert GroupSheet.objects.count() == 0


@pytest.mark.parametrize(
    "row",
    [
        {**WIFE, "full_name": "x\0"},
        {**WIFE, "birth_date": "9999999999-01-01"},
        {**WIFE, "relation": "ratu"},
        {**CHILD, "school_status": "kuliah"},
        {**CHILD, "guardian_phone": "1", "guardian_name": "Ana"},
        {**CHILD, "guardian_name": "Ana" * 60},
    ],
)
def test_hostile_rows_say_why(desk, where, row):
    answer = desk.post(where, sheet(row))
    assert answer.status_code == 422
    assert answer.context["rows"][0][1][1]


def test_a_guardian_of_another_house(desk, where):
    values = {"birth_date": born(9), "guardian_name": "Ina Ana", "guardian_phone": "0812 0000 0001"}
    desk.post(where, sheet({**CHILD, **values}))
    minor = Minor.objects.get()
    assert (minor.guardian, minor.guardian_name, minor.guardian_phone) == (None, "Ina Ana", "+6281200000001")


def test_a_child_out_of_school_offers_a_referral_with_agreement(desk, head, where):
    child = {**CHILD, "birth_date": born(9), "school_status": "dropped"}
    shown = desk.post(where, sheet(child), follow=True).content.decode()
    assert "Rujuk ke sekolah" in shown
    stay = Minor.objects.get().stay
    refer = {"service": "school", "need": "Anak 9 tahun tidak bersekolah.", "key": str(uuid.uuid4())}
    assert desk.post(f"{stay.get_absolute_url()}rujuk/", refer).status_code == 422
    assert desk.post(f"{stay.get_absolute_url()}rujuk/", refer | {"agreed": "on"}).status_code == 302
    assert Referral.objects.get().stay == stay


def test_the_guardian_of_a_child_who_came_alone(desk, petugas_kuta):
    child = arrive(petugas_kuta, who={"birth_date": timezone.localdate() - 10 * 366 * DAY})
    assert "walinya belum dicatat" in desk.get(child.get_absolute_url()).content.decode()
    panel = f"{child.get_absolute_url()}wali/"
    assert desk.post(panel, {"school_status": "attends"}).status_code == 422
    good = {"guardian_name": "Ina Ana", "guardian_phone": "0812 0000 0001", "school_status": "attends"}
    assert desk.post(panel, {**good, "key": str(uuid.uuid4())}).status_code == 302
    assert desk.post(panel, {**good, "guardian_phone": "", "key": str(uuid.uuid4())}).status_code == 302
    minor = Minor.objects.get(stay=child)
    assert (minor.school_status, minor.guardian_phone) == ("attends", "+6281200000001")
    assert Event.objects.about(child.pk).filter(verb="catat_wali").count() == 2


def test_rules_of_the_table(head, petugas_kuta, petugas_intaran):
    with pytest.raises(IntegrityError, match="nobody_heads_himself"), transaction.atomic():
        FamilyMember.objects.create(stay=head, head=head)
    with pytest.raises(IntegrityError, match="minor_has_a_guardian"), transaction.atomic():
        Minor.objects.create(stay=head, recorded_by=petugas_kuta)
    with pytest.raises(MoveRefused):
        look_after(stay=head, by=petugas_intaran, guardian=None, guardian_name="x")


def test_a_member_leads_to_the_head(desk, head, where):
    desk.post(where, sheet(WIFE))
    wife = FamilyMember.objects.get().stay
    assert head_of(wife) == head
    desk.post(f"{wife.get_absolute_url()}keluarga/", sheet(CHILD))
    assert {tie.head_id for tie in FamilyMember.objects.all()} == {head.pk}


def together(stay, *others, **values):
    return {"key": str(uuid.uuid4()), **{f"bersama-{other.pk.hex}": "on" for other in others}, **values}


def test_the_family_renews_and_leaves_together(desk, head, where):
    desk.post(where, sheet(WIFE, CHILD))
    wife, child = (tie.stay for tie in FamilyMember.objects.order_by("-relation"))
    until = timezone.localdate() + 300 * DAY
    renewed = desk.post(f"{head.get_absolute_url()}perpanjang/", together(head, wife, planned_until=until))
    assert renewed.status_code == 302
    left = desk.post(f"{head.get_absolute_url()}pulang/", together(head, child, departed_on=timezone.localdate()))
    assert left.status_code == 302
    for stay in (head, wife, child):
        stay.refresh_from_db()
    assert (wife.planned_until, wife.status) == (until, "active")
    assert (head.status, child.status) == ("departed", "departed")


def test_together_is_all_or_nothing(desk, head, where, petugas_kuta):
    desk.post(where, sheet(WIFE))
    wife = FamilyMember.objects.get().stay
    Stay.objects.filter(pk=wife.pk).update(planned_until=timezone.localdate() + 350 * DAY)
    until = timezone.localdate() + 300 * DAY
    answer = desk.post(f"{head.get_absolute_url()}perpanjang/", together(head, wife, planned_until=until))
    assert answer.status_code == 422
    assert wife.person.full_name in answer.content.decode()
    before = head.planned_until
    head.refresh_from_db()
    assert head.planned_until == before


def test_another_village_finds_nothing(signed_in, petugas_intaran, head, where):
    assert signed_in(petugas_intaran).get(where).status_code == 404
    assert Person.objects.count() == 1
