"""A family moves on one screen at each end, and what somebody worked goes along."""

import datetime
import re
import uuid

import pytest
from django.utils import timezone

from registrations.residency.family import join, relatives_of
from registrations.residency.jobs import end_job, start_job
from registrations.residency.models import Stay, Transfer
from registrations.residency.transferring import accept_transfer, propose_transfer
from tests.cast import arrive, village
from tests.registrations.employment.test_employers import employer, site

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
INTARAN = "517101/intaran/"


@pytest.fixture
def family(petugas_kuta):
    """(head, wife, child of nine) in Kuta since fifty days; the wife is planned for longer than the head."""
    since = {"arrived_on": TODAY - 50 * DAY}
    head = arrive(petugas_kuta, **since)
    wife = arrive(petugas_kuta, planned_until=head.planned_until + 30 * DAY, **since)
    child = arrive(petugas_kuta, who={"birth_date": TODAY - 3300 * DAY, "nik": "", "sex": "P"}, **since)
    for stay, relation in ((wife, "spouse"), (child, "child")):
        join(head=head, stay=stay, relation=relation, by=petugas_kuta, child={"school_status": "attends"})
    return head, wife, child


def ticks(page, form):
    """{name of a tick: set beforehand} in the form of this page that leads there."""
    found = re.search(rf'action="[^"]*{form}/".*?</form>', page.content.decode(), re.S)[0]
    boxes = re.findall(r'<input type="checkbox"[^>]*name="(bersama-\w+)"[^>]*>', found)
    return {
        name: f'name="{name}"' in found and "checked" in re.search(rf'<input[^>]*name="{name}"[^>]*>', found)[0]
        for name in boxes
    }


def tick(stay):
    return f"bersama-{stay.pk.hex}"


def test_a_family_moves_with_one_screen_at_each_end(signed_in, family, petugas_kuta, petugas_intaran):
    head, wife, child = family
    sender = signed_in(petugas_kuta)
    assert ticks(sender.get(head.get_absolute_url()), "pindah") == {tick(wife): True, tick(child): True}
    body = {"key": uuid.uuid4(), "village": "Intaran, Kota Denpasar", "leaving_on": TODAY.isoformat()}
    for _ in range(2):
        assert (
            sender.post(f"{head.get_absolute_url()}pindah/", body | {tick(wife): "on", tick(child): "on"}).status_code
            == 302
        )
    assert Transfer.objects.open().count() == 3
    receiver = signed_in(petugas_intaran)
    card = f"/pendatang/pindah/{head.transfers.get().pk}/"
    assert ticks(receiver.get(card), "terima") == {tick(wife): True, tick(child): True}
    came = {
        "key": uuid.uuid4(),
        "arrived_on": TODAY.isoformat(),
        "address": "Jalan Danau 7",
        tick(child): "on",
        tick(wife): "on",
    }
    for _ in range(2):
        assert receiver.post(f"{card}terima/", came).status_code == 302
    assert receiver.post(f"{card}terima/", {"address": ""}).url == "/pendatang/pindah/"
    there = [Stay.objects.get(moved_from=stay) for stay in family]
    assert {(str(stay.customary_village), stay.address) for stay in there} == {("Desa Adat Intaran", "Jalan Danau 7")}
    assert {one.pk for one in relatives_of(there[0])} == {there[1].pk, there[2].pk}
    assert (there[2].minor.guardian, there[2].minor.school_status) == (there[0], "attends")
    assert Stay.objects.here().count() == 3


def test_who_was_not_ticked_stays_and_is_not_shown_to_the_other_village(
    signed_in, family, petugas_kuta, petugas_intaran, intaran
):
    head, wife, child = family
    going = propose_transfer(stay=head, village=intaran, by=petugas_kuta, on=TODAY)
    page = signed_in(petugas_intaran).get(f"/pendatang/pindah/{going.pk}/")
    assert (
        ticks(page, "terima"),
        wife.person.full_name in page.content.decode().replace(head.person.full_name, ""),
    ) == ({}, False)
    propose_transfer(stay=child, village=intaran, by=petugas_kuta, on=TODAY)
    page = signed_in(petugas_kuta).get(wife.get_absolute_url())
    assert ticks(page, "pindah") == {}  # both others are announced already


def test_all_of_the_family_are_taken_up_or_nobody(signed_in, family, petugas_kuta, petugas_intaran, intaran):
    head, wife, _child = family
    for stay in (head, wife):
        propose_transfer(stay=stay, village=intaran, by=petugas_kuta, on=TODAY)
    Stay.objects.filter(pk=wife.pk).update(arrived_on=TODAY - 2 * DAY)
    early = {
        "key": uuid.uuid4(),
        "arrived_on": (TODAY - 5 * DAY).isoformat(),
        "address": "Jalan Danau 7",
        tick(wife): "on",
    }
    page = signed_in(petugas_intaran).post(f"/pendatang/pindah/{head.transfers.get().pk}/terima/", early)
    assert (page.status_code, wife.person.full_name in page.content.decode()) == (422, True)
    assert (Stay.objects.exclude(moved_from=None).count(), Transfer.objects.open().count()) == (0, 2)


def test_a_head_who_comes_later_finds_the_family(family, petugas_kuta, petugas_intaran, intaran):
    head, _wife, child = family
    moved = []
    for stay in (child, head):
        going = propose_transfer(stay=stay, village=intaran, by=petugas_kuta, on=TODAY)
        moved.append(accept_transfer(transfer=going, by=petugas_intaran, on=TODAY, address="Jalan Danau 7"))
    assert [one.pk for one in relatives_of(moved[1])] == [moved[0].pk]


# --- jobs ----------------------------------------------------------------------------------------------
def work(name, since, **values):
    return {"employer_name": name, "occupation": "Juru Masak", "occupation_code": "5120", "started_on": since, **values}


def moved(stay, petugas_kuta, petugas_intaran):
    going = propose_transfer(stay=stay, village=village(INTARAN), by=petugas_kuta, on=TODAY)
    return accept_transfer(transfer=going, by=petugas_intaran, on=TODAY, address="Jalan Danau 7")


def rows(stay):
    return [(job.employer_name, job.started_on, job.ended_on) for job in stay.jobs.all()]


def test_earlier_jobs_come_along_and_the_open_one_stays_open(petugas_kuta, petugas_intaran):
    since = TODAY - 50 * DAY
    stay = arrive(petugas_kuta, occupation="Tukang", employer_name="CV Lama", arrived_on=since)
    end_job(job=stay.jobs.get(), by=petugas_kuta, on=since + 9 * DAY)
    start_job(stay=stay, by=petugas_kuta, values=work("Vila Sandat", since + 10 * DAY, contract_type="pkwt"))
    new = moved(Stay.objects.get(pk=stay.pk), petugas_kuta, petugas_intaran)
    assert rows(new) == [("Vila Sandat", since + 10 * DAY, None), ("CV Lama", since, since + 9 * DAY)]
    assert (new.jobs.first().contract_type, new.employer_name, new.occupation) == ("pkwt", "Vila Sandat", "Juru Masak")


def test_work_at_a_site_of_the_old_place_ends_with_the_stay_there(petugas_kuta, petugas_intaran):
    since = TODAY - 50 * DAY
    boss = employer(petugas_kuta)
    place = site(petugas_kuta, boss)
    stay = arrive(petugas_kuta, arrived_on=since)
    start_job(stay=stay, by=petugas_kuta, values=work(boss.name, since, employer=boss, site=place))
    new = moved(Stay.objects.get(pk=stay.pk), petugas_kuta, petugas_intaran)
    assert rows(new) == [(boss.name, since, TODAY)]
    assert (new.employer_name, new.occupation, new.jobs.get().employer) == ("", "", None)  # a list of another regency
