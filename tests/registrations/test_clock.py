"""The stay clock: one button for half a year, the year with its two ways out, and who is offered which."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.people.models import Presence
from registrations.residency.changes import depart, end_as_settled, renew, undo_departure
from registrations.residency.clock import half_a_year_after, next_end
from registrations.residency.models import Ending, Stay, a_year_after
from registrations.residency.models.stay import a_year_before
from registrations.residency.settling import start_settling, stop_settling
from tests.cast import arrive, nik_of

TODAY = timezone.localdate()


def days(number):
    return TODAY + datetime.timedelta(days=number)


def stays(**values):
    """An unsaved stay for what is only reckoned."""
    return Stay(**{"arrived_on": TODAY, "term_since": TODAY, "planned_until": days(10), **values})


def over_a_year(by, **values):
    """Here for 400 days, by the book until in ten days."""
    return arrive(by, arrived_on=days(-400), planned_until=days(10), **values)


# --- half a year ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-01-15", "2026-07-15"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-30", "2028-02-29"),
        ("2026-07-01", "2027-01-01"),
        ("2026-06-30", "2026-12-30"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_half_a_year_is_six_months_of_the_calendar(day, after):
    assert half_a_year_after(datetime.date.fromisoformat(day)) == datetime.date.fromisoformat(after)


def test_the_button_counts_from_the_planned_end_and_from_today_when_that_has_passed():
    assert next_end(stays(planned_until=days(10))) == half_a_year_after(days(10))
    assert next_end(stays(arrived_on=days(-300), planned_until=days(-40))) == half_a_year_after(TODAY)


def test_the_button_never_goes_beyond_a_year_from_today_and_vanishes_there():
    assert next_end(stays(planned_until=days(300))) == a_year_after(TODAY)
    assert next_end(stays(planned_until=a_year_after(TODAY))) is None


# --- the year and its two ways out ---------------------------------------------------------------------
def test_a_year_is_asked_about_once_it_is_full(petugas_kuta):
    full = a_year_before(TODAY)
    arrive(petugas_kuta, arrived_on=full, planned_until=days(10))
    asked = arrive(petugas_kuta, arrived_on=full - datetime.timedelta(days=1), planned_until=days(10))
    assert list(Stay.objects.over_a_year()) == [asked]
    assert [stay.is_over_a_year for stay in Stay.objects.order_by("-arrived_on")] == [False, True]


def test_a_year_is_one_of_the_calendar_on_every_day_and_in_the_database(petugas_kuta):
    first = datetime.date(2027, 1, 1)
    for day in (first + datetime.timedelta(days=n) for n in range(3 * 366)):
        assert a_year_after(a_year_before(day)) >= day > a_year_after(a_year_before(day) - datetime.timedelta(days=1))
    one = Stay.objects.filter(pk=arrive(petugas_kuta).pk)
    for since, until in (("2026-11-25", "2027-11-25"), ("2028-02-29", "2029-02-28"), ("2027-03-01", "2028-03-01")):
        last = datetime.date.fromisoformat(until)
        assert a_year_after(datetime.date.fromisoformat(since)) == last
        one.update(arrived_on=since, term_since=since, planned_until=last)
        with pytest.raises(IntegrityError, match="stay_term_a_year_at_most"), transaction.atomic():
            one.update(planned_until=last + datetime.timedelta(days=1))


def test_renewing_beyond_the_year_says_that_the_person_means_to_go_home(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    renew(stay=stay, by=petugas_kuta, until=days(200))
    assert Stay.objects.get().year_since == TODAY
    assert list(Stay.objects.over_a_year()) == []
    assert Event.objects.get(verb="perpanjang").details["year_since"] == [str(days(-400)), str(TODAY)]


def test_renewing_within_the_year_leaves_the_year_as_it_was(petugas_kuta):
    stay = arrive(petugas_kuta, arrived_on=days(-100), planned_until=days(10))
    renew(stay=stay, by=petugas_kuta, until=days(200))
    assert Stay.objects.get().year_since is None
    assert stay.year_ends == a_year_after(days(-100))


def test_a_move_letter_in_hand_is_no_question_until_its_day(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    assert (list(Stay.objects.over_a_year()), list(Stay.objects.settling())) == ([], [stay])
    assert stay.is_here
    assert Event.objects.get(verb="urus-skpwni").details == {"due": [str(days(30))]}


@pytest.mark.parametrize("due", [-1, 367, 4000])
def test_the_question_about_the_move_letter_lies_within_a_year(petugas_kuta, due):
    with pytest.raises(ValidationError):
        start_settling(stay=over_a_year(petugas_kuta), by=petugas_kuta, due=days(due))


def test_said_again_only_the_day_of_the_question_changes(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    Stay.objects.update(settling_since=days(-5))
    stay.refresh_from_db()
    start_settling(stay=stay, by=petugas_kuta, due=days(60))
    assert list(Stay.objects.values_list("settling_since", "settling_due")) == [(days(-5), days(60))]


def test_the_move_letter_ends_the_stay_as_a_resident(petugas_kuta, petugas_intaran):
    nik = nik_of()
    stay = over_a_year(petugas_kuta, who={"nik": nik})
    waiting = arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    end_as_settled(stay=stay, by=petugas_kuta, on=TODAY)
    kept = Stay.objects.get(pk=stay.pk)
    assert (kept.status, kept.ended_as, kept.departed_on, kept.settling_since) == (
        *("departed", Ending.SETTLED, TODAY, None),
    )
    assert Presence.objects.get(person=stay.person).until == TODAY
    assert Stay.objects.get(pk=waiting.pk).status == "active"


def test_settling_can_be_taken_back_like_a_departure(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    end_as_settled(stay=stay, by=petugas_kuta, on=TODAY)
    undo_departure(stay=stay, by=petugas_kuta, reason="salah orang")
    assert list(Stay.objects.values_list("status", "ended_as")) == [("active", "")]


def test_when_nothing_comes_of_it_the_stay_goes_on_and_the_year_counts_anew(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    stop_settling(stay=stay, by=petugas_kuta, reason="Pulang tahun depan")
    kept = Stay.objects.get()
    assert (kept.status, kept.settling_since, kept.settling_due, kept.year_since) == ("active", None, None, TODAY)


def test_the_outcome_is_asked_only_where_a_move_letter_is_in_hand(petugas_kuta, kabupaten_badung):
    stay = over_a_year(petugas_kuta)
    with pytest.raises(MoveRefused):
        end_as_settled(stay=stay, by=petugas_kuta, on=TODAY)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    assert set(stay.open_moves(petugas_kuta)) >= {"menetap", "tidak-menetap"}
    assert not {"menetap", "tidak-menetap"} & set(stay.open_moves(kabupaten_badung))
    with pytest.raises(MoveRefused):
        stop_settling(stay=stay, by=petugas_kuta, reason=" ")


def test_a_departure_closes_the_move_letter(petugas_kuta):
    stay = over_a_year(petugas_kuta)
    start_settling(stay=stay, by=petugas_kuta, due=days(30))
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert list(Stay.objects.values_list("settling_since", "settling_due", "ended_as")) == [(None, None, "")]


def test_the_database_holds_that_only_what_has_ended_has_an_ending(petugas_kuta):
    arrive(petugas_kuta)
    with pytest.raises(IntegrityError, match="stay_ends_in_one_way"):
        Stay.objects.update(ended_as=Ending.SETTLED)


# --- on the pages --------------------------------------------------------------------------------------
def button(response):
    """What the one button of the card would send."""
    return {"key": response.context["card"].renew_key, "planned_until": response.context["card"].until.isoformat()}


def test_scan_and_two_taps(desk, petugas_kuta):
    """The old receipt's code opens its page; the button renews; the new receipt is there, and the old is yellow."""
    stay = arrive(petugas_kuta, planned_until=days(3))
    old = Document.objects.get(record=stay.pk)
    page = desk.get(old.check_path)
    assert page.context["card"].stay == stay
    answer = desk.post(f"{stay.get_absolute_url()}perpanjang/", button(page), follow=True)
    assert answer.redirect_chain == [(f"{stay.get_absolute_url()}bukti/", 302)]
    assert Stay.objects.get().planned_until == half_a_year_after(days(3))
    assert answer.context["receipt"].valid_until == half_a_year_after(days(3))
    old.refresh_from_db()
    assert old.light == "yellow"
    again = desk.get(old.check_path)  # the old paper still leads to the stay
    assert again.context["card"].stay == stay


def test_the_same_tap_twice_is_one_renewal(desk, petugas_kuta):
    stay = arrive(petugas_kuta, planned_until=days(3))
    tap = button(desk.get(stay.get_absolute_url()))
    answers = [desk.post(f"{stay.get_absolute_url()}perpanjang/", tap) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"{stay.get_absolute_url()}bukti/"] * 2
    assert (Event.objects.filter(verb="perpanjang").count(), Document.objects.count()) == (1, 2)


@pytest.mark.parametrize("username", [None, "petugas.intaran", "kabupaten.badung", "staf.sumbatimur", "provinsi.bali"])
def test_to_everybody_else_the_check_page_shows_no_name(client, signed_in, cast, username):
    stay = arrive(cast["petugas.kuta"])
    path = Document.objects.get(record=stay.pk).check_path
    client = signed_in(cast[username]) if username else client
    page = client.get(path)
    assert (page.context["card"], stay.person.full_name in page.content.decode()) == (None, False)


def test_a_scan_by_the_officer_is_read_by_name_in_the_history(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    desk.get(Document.objects.get(record=stay.pk).check_path)
    seen = Event.objects.about(stay.pk).filter(kind="reading").order_by("pk")
    assert [(event.verb, event.actor_id) for event in seen] == [
        ("cek_surat", None),
        ("lihat_bukti", petugas_kuta.pk),
    ]


def test_a_departed_holder_is_told_of_without_buttons(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    page = desk.get(Document.objects.get(record=stay.pk).check_path)
    assert "Sudah pulang" in page.content.decode()
    assert b"/perpanjang/" not in page.content


def test_gone_home_today_in_one_tap(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    card = desk.get(stay.get_absolute_url()).context["card"]
    body = {"key": card.depart_key, "departed_on": card.today.isoformat()}
    assert desk.post(f"{stay.get_absolute_url()}pulang/", body).status_code == 302
    assert list(Stay.objects.values_list("status", "departed_on")) == [("departed", TODAY)]


def test_the_card_asks_the_years_question_only_where_renewing_answers_it(desk, petugas_kuta):
    question = "Masih berniat pulang, atau menetap?"
    young = arrive(petugas_kuta)
    old = over_a_year(petugas_kuta)
    assert question not in desk.get(young.get_absolute_url()).content.decode()
    assert question in desk.get(old.get_absolute_url()).content.decode()


def test_the_desk_asks_about_the_year_only_while_there_is_somebody(desk, petugas_kuta):
    arrive(petugas_kuta)
    assert b'data-queue="setahun"' not in desk.get("/meja/").content
    stay = over_a_year(petugas_kuta)
    assert b'data-queue="setahun"' in desk.get("/meja/").content
    start_settling(stay=stay, by=petugas_kuta, due=TODAY)
    page = desk.get("/meja/").content
    assert (b'data-queue="setahun"' in page, b'data-queue="skpwni"' in page) == (False, True)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("urus-skpwni", {"settling_due": "besok"}),
        ("urus-skpwni", {"settling_due": "2999-01-01"}),
        ("urus-skpwni", {}),
        ("perpanjang", {"planned_until": "99999-01-01"}),
        ("pulang", {"departed_on": "\0"}),
    ],
)
def test_what_cannot_be_is_answered_beside_its_field(desk, petugas_kuta, verb, body):
    stay = over_a_year(petugas_kuta)
    page = desk.post(f"{stay.get_absolute_url()}{verb}/", body)
    assert page.status_code == 422
    assert "invalid-feedback" in page.content.decode()


def test_the_list_says_in_words_where_each_stands(desk, petugas_kuta):
    arrive(petugas_kuta)
    late = arrive(petugas_kuta, arrived_on=days(-50), planned_until=days(-1))
    over_a_year(petugas_kuta)
    settling = over_a_year(petugas_kuta)
    start_settling(stay=settling, by=petugas_kuta, due=days(30))
    left = arrive(petugas_kuta)
    depart(stay=left, by=petugas_kuta, on=TODAY)
    said = desk.get("/pendatang/").content.decode()
    words = ("Lewat: perlu ditanya", "Sudah setahun: perlu ditanya", "Mengurus SKPWNI", "Tinggal<")
    assert [word in said for word in words] == [True] * 4
    assert late.registration_number in said
    assert "Sudah pulang" in desk.get("/pendatang/?antre=pulang").content.decode()
