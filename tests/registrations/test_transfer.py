"""A move to another desa adat: nothing happens until it is accepted, and then both sides at once."""

import datetime
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from harmoni.accounts.appointing import appoint
from harmoni.accounts.models import User
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from harmoni.notices.models import Notice
from harmoni.regions.models import CustomaryVillage
from registrations.people.models import Person, Presence
from registrations.residency.category import change_category
from registrations.residency.changes import depart, renew, undo_departure
from registrations.residency.clock import half_a_year_after
from registrations.residency.follow_up import WITHOUT_LETTER
from registrations.residency.models import Stay, Transfer
from registrations.residency.transferring import (
    accept_transfer,
    chain_for,
    chain_of,
    decline_transfer,
    propose_transfer,
    withdraw_transfer,
)
from tests.at_once import at_once
from tests.cast import arrive, issued, nik_of

TODAY = timezone.localdate()
INTAREN = "517101/intaran/"


def days(number):
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def move(petugas_kuta, intaran):
    """move(**values) -> a transfer of a stay in Kuta, here since fifty days, to Intaran."""

    def propose(**values):
        stay = arrive(petugas_kuta, arrived_on=days(-50), **values)
        return propose_transfer(stay=stay, village=intaran, by=petugas_kuta, on=TODAY, reason="Kerja di Sanur")

    return propose


@pytest.fixture
def third_place(cast, admin):
    """(another desa adat of Denpasar, its officer)"""
    village = CustomaryVillage.objects.filter(path__startswith="5171").exclude(path=INTAREN).first()
    officer = User.objects.create(username="petugas.ketiga", full_name="Petugas Ketiga")
    appoint(user=officer, role="village_officer", place=village, by=admin)
    return village, officer


def accepted(transfer, by, **values):
    return accept_transfer(transfer=transfer, by=by, **{"on": TODAY, "address": "Jalan Danau Tamblingan 7", **values})


def status(stay):
    return Stay.objects.get(pk=stay.pk).status


# --- proposed ------------------------------------------------------------------------------------------
def test_until_it_is_accepted_nothing_changes(move, petugas_intaran):
    transfer = move()
    assert (transfer.stay.status, Stay.objects.count(), Person.objects.count()) == ("active", 1, 1)
    assert list(Transfer.objects.visible_to(petugas_intaran, "stay_register").open()) == [transfer]
    assert Event.objects.get(verb="pindah").reason == "Kerja di Sanur"


def test_whoever_moves_enters_as_tamiu_again(move, petugas_kuta, petugas_intaran):
    transfer = move()
    change_category(
        stay=transfer.stay, by=petugas_kuta, category="krama_tamiu", requested_on=TODAY, request="Saya krama di Bangli"
    )
    assert accepted(transfer, petugas_intaran).category == "tamiu"


@pytest.mark.parametrize("on", [-51, 184])
def test_the_day_of_moving_is_one_that_can_be(petugas_kuta, intaran, on):
    stay = arrive(petugas_kuta, arrived_on=days(-50))
    with pytest.raises(ValidationError):
        propose_transfer(stay=stay, village=intaran, by=petugas_kuta, on=days(on))


def test_nobody_moves_to_where_they_live_or_twice(move, petugas_kuta, kuta, intaran):
    transfer = move()
    with pytest.raises(MoveRefused, match="sudah diajukan"):
        propose_transfer(stay=transfer.stay, village=intaran, by=petugas_kuta, on=TODAY)
    with pytest.raises(ValidationError, match="sudah tercatat"):
        propose_transfer(stay=transfer.stay, village=kuta, by=petugas_kuta, on=TODAY)


def test_only_the_village_of_the_stay_proposes(petugas_kuta, petugas_intaran, intaran):
    stay = arrive(petugas_kuta)
    with pytest.raises(MoveRefused):
        propose_transfer(stay=stay, village=intaran, by=petugas_intaran, on=TODAY)
    assert Transfer.objects.count() == 0


# --- accepted ------------------------------------------------------------------------------------------
def test_accepted_the_one_stay_ends_as_the_other_begins(move, petugas_intaran):
    transfer = move(occupation="Pramusaji", planned_until=days(90))
    old = transfer.stay
    new = accepted(transfer, petugas_intaran, banjar="Gulingan")
    old.refresh_from_db()
    assert (old.status, old.ended_as, old.departed_on) == ("departed", "moved", TODAY)
    assert (new.status, new.moved_from, str(new.customary_village)) == ("active", old, "Desa Adat Intaran")
    assert (new.address, new.banjar, new.occupation) == ("Jalan Danau Tamblingan 7", "Gulingan", "Pramusaji")
    assert (new.arrived_on, new.planned_until, new.year_since) == (TODAY, days(90), days(-50))
    assert Transfer.objects.get().decided_by == petugas_intaran


def test_the_person_stands_in_both_books_and_keeps_the_number(move, petugas_intaran):
    transfer = move()
    new = accepted(transfer, petugas_intaran)
    old = transfer.stay
    assert new.person_id != old.person_id
    assert (new.person.nik, new.person.full_name) == (old.person.nik, old.person.full_name)
    stood = {p.path: (p.since, p.until) for p in Presence.objects.filter(side="destination")}
    assert stood == {"510301/kuta/": (days(-50), TODAY), INTAREN: (TODAY, None)}


def test_a_new_receipt_is_given_and_the_old_one_turns_yellow(move, petugas_intaran):
    transfer = move()
    old_paper = Document.objects.get()
    new = accepted(transfer, petugas_intaran)
    old_paper.refresh_from_db()
    assert old_paper.light == "yellow"
    assert Document.objects.get(record=new.pk).light == "green"


def test_the_letter_goes_with_the_person_and_the_origin_is_not_asked_again(
    staf_sumbatimur, kepala_sumbatimur, petugas_kuta, petugas_intaran, intaran
):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur, who={"nik": (nik := nik_of())})
    stay = arrive(petugas_kuta, who={"nik": nik})
    assert stay.candidate == candidate
    new = accepted(propose_transfer(stay=stay, village=intaran, by=petugas_kuta, on=TODAY), petugas_intaran)
    assert new.candidate == candidate
    without = arrive(petugas_kuta)
    accepted(propose_transfer(stay=without, village=intaran, by=petugas_kuta, on=TODAY), petugas_intaran)
    assert [notice.record for notice in Notice.objects.filter(kind=WITHOUT_LETTER)] == [without.pk]


def test_both_histories_tell_it(move, petugas_intaran):
    transfer = move()
    new = accepted(transfer, petugas_intaran)
    old = [event.verb for event in Event.objects.about(transfer.stay.pk).order_by("pk")]
    assert old == ["lapor", "pindah", "terima", "pindah-selesai"]
    assert [event.verb for event in Event.objects.about(new.pk).order_by("pk")] == ["lapor", "tiba-pindah"]


def test_the_chain_is_whole_over_three_places(move, petugas_intaran, petugas_kuta, kuta):
    first = move()
    second = accepted(first, petugas_intaran)
    back = propose_transfer(stay=second, village=kuta, by=petugas_intaran, on=TODAY)
    third = accepted(back, petugas_kuta)
    places = [str(stay.customary_village) for stay in chain_of(Stay.objects.get(pk=second.pk))]
    assert places == ["Desa Adat Kuta", "Desa Adat Intaran", "Desa Adat Kuta"]
    assert [stay.pk for stay in chain_of(third)] == [first.stay.pk, second.pk, third.pk]


def test_a_former_place_reads_no_further_than_the_move_it_proposed(
    move, petugas_kuta, petugas_intaran, kabupaten_badung, third_place, signed_in
):
    """Kuta, then Intaran, then a third desa adat: each reads up to its own part and where it went on to."""
    first = move().stay
    second = accepted(Transfer.objects.get(), petugas_intaran)
    village, officer = third_place
    third = accepted(propose_transfer(stay=second, village=village, by=petugas_intaran, on=TODAY), officer)

    def read(stay, by):
        return [(link.place, link.until, link.url) for link in chain_for(Stay.objects.get(pk=stay.pk), by)]

    kuta, intaran = "Desa Adat Kuta", "Desa Adat Intaran"
    urls = [stay.get_absolute_url() for stay in (first, second, third)]
    before = [(kuta, TODAY, urls[0]), (intaran, None, "")]
    assert read(first, petugas_kuta) == before
    assert read(first, kabupaten_badung) == before
    assert read(second, petugas_intaran) == [(kuta, TODAY, ""), (intaran, TODAY, urls[1]), (str(village), None, "")]
    whole = [(kuta, TODAY, ""), (intaran, TODAY, ""), (str(village), None, urls[2])]
    assert read(third, officer) == whole
    page = signed_in(petugas_kuta).get(urls[0]).content.decode()
    assert (str(village) in page, "sekarang" in page, intaran in page) == (False, False, True)


def test_an_ended_term_is_half_a_year_at_the_new_place_and_a_typed_one_is_kept(move, petugas_intaran):
    late = accepted(move(planned_until=days(-3)), petugas_intaran)
    typed = accepted(move(), petugas_intaran, until=days(20))
    assert (late.planned_until, typed.planned_until) == (half_a_year_after(TODAY), days(20))


@pytest.mark.parametrize("on", [-51, 1])
def test_nobody_arrives_before_the_old_arrival_or_tomorrow(move, petugas_intaran, on):
    transfer = move()
    with pytest.raises(ValidationError):
        accepted(transfer, petugas_intaran, on=days(on))
    assert (status(transfer.stay), Stay.objects.count()) == ("active", 1)


def test_a_village_that_took_the_person_up_already_goes_on_with_that_stay(move, petugas_intaran):
    nik = nik_of()
    transfer = move(who={"nik": nik})
    there = arrive(petugas_intaran, where=INTAREN, who={"nik": nik})
    assert there.status == "awaiting_match"
    new = accepted(transfer, petugas_intaran)
    assert (new.pk, new.status, new.moved_from_id) == (there.pk, "active", transfer.stay.pk)
    assert status(transfer.stay) == "departed"


def test_one_who_waits_for_matching_moves_like_everybody_and_goes_on_waiting(
    petugas_kuta, petugas_intaran, intaran, kuta
):
    nik = nik_of()
    elsewhere = arrive(petugas_kuta, who={"nik": nik})
    waiting = arrive(petugas_intaran, where=INTAREN, who={"nik": nik})
    other = Stay.objects.exclude(pk__in=[elsewhere.pk, waiting.pk])
    from harmoni.regions.models import CustomaryVillage

    third = CustomaryVillage.objects.exclude(pk__in=[kuta.pk, intaran.pk]).first()
    transfer = propose_transfer(stay=waiting, village=third, by=petugas_intaran, on=TODAY)
    from harmoni.accounts.models import Assignment, User

    officer = User.objects.create_user("petugas.lain")
    Assignment.objects.create(user=officer, role="village_officer", customary_village=third)
    new = accepted(transfer, officer)
    assert (status(waiting), new.status, status(elsewhere)) == ("departed", "awaiting_match", "active")
    assert other.get() == new


def test_a_move_is_not_taken_back_by_undoing_the_departure(move, petugas_intaran, petugas_kuta):
    transfer = move()
    accepted(transfer, petugas_intaran)
    old = Stay.objects.get(pk=transfer.stay_id)
    assert old.open_moves(petugas_kuta) == {}
    with pytest.raises(MoveRefused):
        undo_departure(stay=old, by=petugas_kuta, reason="salah")


# --- not accepted --------------------------------------------------------------------------------------
def test_who_does_not_come_stays_where_they_are_and_the_sender_reads_why(move, petugas_intaran, petugas_kuta):
    transfer = move()
    decline_transfer(transfer=transfer, by=petugas_intaran, reason="Tidak ada di alamatnya")
    assert (status(transfer.stay), Transfer.objects.get().answer) == ("active", "Tidak ada di alamatnya")
    [told] = Notice.objects.addressed_to(petugas_kuta).filter(record=transfer.pk)
    assert told.path == transfer.stay.get_absolute_url()
    renew(stay=transfer.stay, by=petugas_kuta, until=days(200))


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_refusal_without_its_reason(move, petugas_intaran, reason):
    with pytest.raises(MoveRefused):
        decline_transfer(transfer=move(), by=petugas_intaran, reason=reason)


GRID = {
    "terima": {"petugas.intaran"},
    "tidak-datang": {"petugas.intaran"},
    "urung": {"petugas.kuta", "bendesa.kuta"},
}


@pytest.mark.parametrize("verb", GRID)
def test_who_may_answer_and_who_may_take_back(move, cast, verb):
    transfer = move()
    assert {name for name, user in cast.items() if verb in transfer.open_moves(user)} == GRID[verb]


def test_after_a_departure_nobody_is_expected_and_nothing_is_accepted(move, petugas_intaran, petugas_kuta):
    transfer = move()
    depart(stay=transfer.stay, by=petugas_kuta, on=TODAY)
    assert list(Transfer.objects.open()) == []
    with pytest.raises(MoveRefused, match="sudah selesai"):
        accepted(transfer, petugas_intaran)
    assert (Stay.objects.count(), Transfer.objects.get().status) == (1, "proposed")


def test_taken_back_it_may_be_proposed_again(move, petugas_kuta, petugas_intaran, intaran):
    transfer = move()
    withdraw_transfer(transfer=transfer, by=petugas_kuta)
    with pytest.raises(MoveRefused):
        accepted(transfer, petugas_intaran)
    propose_transfer(stay=transfer.stay, village=intaran, by=petugas_kuta, on=TODAY)


# --- at the same time ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_stay(move, petugas_intaran):
    transfer = move()
    both = [lambda: accepted(Transfer.objects.get(pk=transfer.pk), petugas_intaran)] * 2
    assert at_once(*both) == ["MoveRefused", "Stay"]
    assert sorted(Stay.objects.values_list("status", flat=True)) == ["active", "departed"]


@pytest.mark.django_db(transaction=True)
def test_a_departure_and_an_acceptance_at_once_leave_no_half(move, petugas_intaran, petugas_kuta):
    for _ in range(4):
        transfer = move()
        stay = Stay.objects.get(pk=transfer.stay_id)
        at_once(
            lambda: accepted(Transfer.objects.get(pk=transfer.pk), petugas_intaran),  # noqa: B023 - run at once
            lambda: depart(stay=stay, by=petugas_kuta, on=TODAY),  # noqa: B023
        )
        old = Stay.objects.get(pk=stay.pk)
        moved = Stay.objects.filter(moved_from=old).count()
        assert old.status == "departed"
        assert (old.ended_as, moved, Transfer.objects.get(pk=transfer.pk).status) in [
            ("moved", 1, "accepted"),
            ("", 0, "proposed"),
        ]


@pytest.mark.django_db(transaction=True)
def test_a_renewal_and_an_acceptance_at_once_lose_nothing(move, petugas_intaran, petugas_kuta):
    transfer = move()
    stay = Stay.objects.get(pk=transfer.stay_id)
    at_once(
        lambda: accepted(Transfer.objects.get(pk=transfer.pk), petugas_intaran),
        lambda: renew(stay=stay, by=petugas_kuta, until=days(300)),
    )
    old, new = Stay.objects.get(pk=stay.pk), Stay.objects.get(moved_from=stay)
    assert (old.status, new.status) == ("departed", "active")
    assert new.planned_until == old.planned_until


# --- on the pages --------------------------------------------------------------------------------------
def typed(**values):
    return {"village": "Intaran, Kota Denpasar", "leaving_on": TODAY.isoformat(), "reason": "", **values}


def test_proposed_and_accepted_on_the_pages(signed_in, petugas_kuta, petugas_intaran):
    stay = arrive(petugas_kuta, arrived_on=days(-50))
    sender = signed_in(petugas_kuta)
    body = typed(key=uuid.uuid4())
    for _ in range(2):
        assert sender.post(f"{stay.get_absolute_url()}pindah/", body).status_code == 302
    assert Transfer.objects.count() == 1
    assert "Akan pindah ke Desa Adat Intaran" in sender.get(stay.get_absolute_url()).content.decode()
    receiver = signed_in(petugas_intaran)
    assert b'data-queue="akan-pindah"' in receiver.get("/meja/").content
    page = receiver.get("/pendatang/pindah/").content.decode()
    one = re.search(r'href="(/pendatang/pindah/[\w-]{36}/)"', page)[1]
    card = receiver.get(one).content.decode()
    for private in (stay.person.nik, stay.address, stay.registration_number, "Sumba"):
        assert private not in page + card
    empty = receiver.post(f"{one}terima/", {"arrived_on": TODAY.isoformat(), "banjar": "Gulingan"})
    assert (empty.status_code, "Gulingan" in empty.content.decode()) == (422, True)
    body = {"key": uuid.uuid4(), "arrived_on": TODAY.isoformat(), "address": "Jalan Danau 7"}
    answers = [receiver.post(f"{one}terima/", body) for _ in range(2)]
    assert answers[0].url.endswith("/bukti/")
    new = Stay.objects.get(moved_from=stay)
    shown = receiver.get(new.get_absolute_url()).content.decode()
    assert "Desa Adat Kuta" in shown
    assert stay.get_absolute_url() not in shown
    old = signed_in(petugas_kuta).get(stay.get_absolute_url()).content.decode()
    assert "Pindah ke desa adat lain" in old
    assert ("Desa Adat Intaran" in old, "Jalan Danau 7" in old, new.get_absolute_url() in old) == (True, False, False)


@pytest.mark.parametrize(
    "wrong",
    [{"village": ""}, {"village": "Negeri Antah"}, {"village": "a\0b"}, {"leaving_on": "kapan"}, {"village": "Kuta"}],
)
def test_a_wrong_proposal_keeps_what_was_typed(desk, petugas_kuta, wrong):
    stay = arrive(petugas_kuta)
    page = desk.post(f"{stay.get_absolute_url()}pindah/", typed(reason="Ikut saudara", **wrong))
    assert (page.status_code, "Ikut saudara" in page.content.decode()) == (422, True)
    assert Transfer.objects.count() == 0


def test_not_coming_is_said_on_the_page_with_a_reason(signed_in, move, petugas_intaran, petugas_kuta):
    transfer = move()
    receiver = signed_in(petugas_intaran)
    path = f"/pendatang/pindah/{transfer.pk}/tidak-datang/"
    assert receiver.post(path, {"reason": ""}).status_code == 422
    assert receiver.post(path, {"reason": "Tidak pernah tiba"}).status_code == 302
    sender = signed_in(petugas_kuta)
    assert "Tidak pernah tiba" in sender.get(transfer.stay.get_absolute_url()).content.decode()


def test_the_sender_takes_it_back_on_the_page(desk, move):
    transfer = move()
    desk.post(f"{transfer.stay.get_absolute_url()}tidak-jadi-pindah/")
    assert Transfer.objects.get().status == "withdrawn"
    desk.post(f"{transfer.stay.get_absolute_url()}tidak-jadi-pindah/")
    assert Transfer.objects.get().status == "withdrawn"


@pytest.mark.parametrize("people", [1, 3])
def test_those_who_come_cost_the_same_for_one_and_three(
    signed_in, move, petugas_intaran, people, django_assert_num_queries
):
    for _ in range(people):
        move()
    receiver = signed_in(petugas_intaran)
    receiver.get("/pendatang/pindah/")
    with django_assert_num_queries(7):
        receiver.get("/pendatang/pindah/")
