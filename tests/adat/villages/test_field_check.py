"""A check in the field: four facts and no more, counted, seen by the person, and a slip instead of a march."""

import datetime
import re
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from adat.villages import field_check
from harmoni.accounts import tally
from harmoni.accounts.models import Tally
from harmoni.history.models import Event
from harmoni.letters.models import Document
from registrations.people.models import Person
from registrations.residency.changes import depart, renew
from registrations.residency.models import Stay
from tests.cast import arrive

CHECK, SLIP = "/pendatang/periksa/", "/pendatang/periksa/surat-sementara/"
BORN = datetime.date(1998, 2, 12)
DAY = datetime.timedelta(days=1)


def receipt(stay):
    return Document.objects.filter(record=stay.pk, state="valid").first()


@pytest.fixture
def stay(petugas_kuta):
    return arrive(petugas_kuta, lodging_name="Kos Melati", occupation="Pramusaji", responsible_name="I Made Raka")


def found(client, code):
    answer = client.post(CHECK, {"code": code})
    assert answer.status_code == 200
    return answer.context["found"]


@pytest.mark.parametrize("way", ["token", "address", "signed address", "number", "small letters"])
def test_a_receipt_shows_until_initials_and_lodging(desk, stay, way):
    token = receipt(stay).token
    code = {
        "token": token,
        "address": f"http://127.0.0.1:8000/cek/{token}/",
        "signed address": f"https://contoh.example/cek/{token}/#abc",
        "number": stay.registration_number,
        "small letters": stay.registration_number.lower().replace("-", " "),
    }[way]
    assert found(desk, code) == field_check.Found("green", stay.planned_until, "U. N. L.", "Kos Melati")


def test_nothing_else_is_shown_and_nothing_leads_on(desk, stay):
    page = desk.post(CHECK, {"code": receipt(stay).token}).content.decode()
    person = stay.person
    hidden = [person.full_name, person.nik, person.masked_nik, stay.address, stay.registration_number, "Pramusaji"]
    for text in [*hidden, "I Made Raka", "Waingapu", str(stay.pk), receipt(stay).token]:
        assert text not in page


def test_a_renewal_counts_for_the_old_paper_and_a_departure_ends_it(desk, stay, petugas_kuta):
    old = receipt(stay).token
    later = stay.planned_until + 90 * DAY
    renew(stay=stay, by=petugas_kuta, until=later)
    assert found(desk, old).until == later
    depart(stay=stay, by=petugas_kuta, on=timezone.localdate())
    assert found(desk, old) == field_check.Found("yellow", timezone.localdate(), "U. N. L.", "Kos Melati")


def test_an_overdue_stay_is_past_its_day(desk, stay):
    past = timezone.localdate() - DAY
    Stay.objects.update(arrived_on=past, planned_until=past)
    assert found(desk, receipt(stay).token) == field_check.Found("yellow", past, "U. N. L.", "Kos Melati")


def test_another_villages_receipt_is_verified_by_its_code_and_its_number_opens_nothing(desk, petugas_intaran):
    other = arrive(petugas_intaran, where="517101/intaran/", lodging_name="Kos Jauh")
    shown = found(desk, receipt(other).token)
    assert shown == field_check.Found("green", other.planned_until, "U. N. L.", "di desa adat lain")
    assert found(desk, other.registration_number) is None


@pytest.mark.parametrize("code", ["x", "A" * 22, "T-0000-0000", "%", "-" * 300, "é" * 20, "1" * 16])
def test_an_unknown_code_is_unknown_and_offers_a_slip(desk, code):
    answer = desk.post(CHECK, {"code": code})
    assert (answer.status_code, answer.context["found"]) == (200, None)
    assert SLIP in answer.content.decode()


@pytest.mark.parametrize("code", ["", " ", "a\0b", "x" * 301])
def test_no_code_costs_no_look(desk, code):
    assert desk.post(CHECK, {"code": code}).status_code == 422
    assert Tally.objects.count() == 0


def test_a_revoked_paper_is_unknown(desk, stay):
    Document.objects.update(state="revoked")
    assert found(desk, receipt_any(stay).token) is None


def receipt_any(stay):
    return Document.objects.filter(record=stay.pk).first()


# --- counted --------------------------------------------------------------------------------------------
def test_each_look_is_counted_and_the_sixty_first_is_refused(desk, stay, petugas_kuta, bendesa_kuta, signed_in):
    code = receipt(stay).token
    assert "2 dari 60" in [desk.post(CHECK, {"code": c}) for c in (code, "x")][-1].content.decode()
    Tally.objects.update(used=59)
    assert found(desk, code)
    refused = desk.post(CHECK, {"code": code})
    assert refused.status_code == 429
    assert "60 dari 60 pemeriksaan jam ini sudah dipakai." in refused.content.decode()
    assert Tally.objects.get().used == 60
    assert Event.objects.filter(verb=field_check.VERB).count() == 2
    assert found(signed_in(bendesa_kuta), code)  # a limit is a person's own


def test_the_next_hour_begins_anew(desk, stay):
    Tally.objects.create(
        what=field_check.CHECK,
        who=str(desk.session["_auth_user_id"]),
        hour=timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(hours=1),
        used=60,
    )
    assert found(desk, receipt(stay).token)


@pytest.mark.django_db(transaction=True)
def test_rivals_never_pass_the_limit_together(petugas_kuta):
    import threading

    gate, won = threading.Barrier(4), []

    def look():
        gate.wait()
        with transaction.atomic():
            won.append(tally.use_one("test", "one", most=2))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [0, 0, 1, 2]


# --- seen by the person ---------------------------------------------------------------------------------
def test_each_look_stands_in_the_story_of_the_person(desk, stay, petugas_kuta):
    desk.post(CHECK, {"code": receipt(stay).token})
    event = Event.objects.get(verb=field_check.VERB)
    assert (event.kind, event.actor_id, event.subjects) == ("reading", petugas_kuta.pk, [stay.person_id, stay.pk])
    assert "Bukti diperiksa di lapangan" in desk.get(stay.get_absolute_url()).content.decode()


def own(client, token, born=BORN):
    return client.post(f"/cek/{token}/pemeriksaan/", {"birth_date": born.isoformat()})


def test_the_holder_sees_who_checked_with_the_code_and_the_birth_date(
    client, stay, petugas_kuta, petugas_intaran, kuta
):
    code = receipt(stay).token
    field_check.check(code=code, by=petugas_kuta, village=kuta)
    page = own(client, code)
    assert [(look.village, look.by) for look in page.context["looks"]] == [("Desa Adat Kuta", str(petugas_kuta))]
    assert "Diperiksa 1 kali dalam 30 hari" in page.content.decode()


def test_who_is_shown_the_paper_learns_nothing(client, stay, petugas_kuta, kuta):
    code = receipt(stay).token
    before = client.get(f"/cek/{code}/").content
    field_check.check(code=code, by=petugas_kuta, village=kuta)
    assert client.get(f"/cek/{code}/").content == before
    wrong, unknown = own(client, code, BORN + DAY), own(client, "A" * 22)
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert b"Diperiksa" not in wrong.content
    Person.objects.update(birth_date=None)
    assert own(client, code).status_code == 422


def test_birth_dates_are_not_guessed(client, stay):
    code = receipt(stay).token
    answers = [own(client, code, BORN + number * DAY).status_code for number in range(1, 7)]
    assert answers == [422] * 5 + [429]
    assert own(client, code).status_code == 429


def test_ten_birth_dates_a_day_and_then_not_even_the_right_one(client, stay):
    code = receipt(stay).token
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(hours=2)
    Tally.objects.create(what="own_checks", who=tally.unread(code), hour=hour, used=9)
    assert [own(client, code).status_code for _ in range(2)] == [200, 429]
    Tally.objects.filter(hour=hour).update(hour=hour - DAY)
    assert own(client, code).status_code == 200


def test_a_receipt_and_a_code_that_nobody_has_are_answered_alike(client, stay):
    code, unknown = receipt(stay).token, "A" * 22
    wrong = [[own(client, each, BORN + DAY) for _ in range(6)] for each in (code, unknown)]
    told = [
        [(page.status_code, _bare(page, each)) for page in pages]
        for each, pages in zip((code, unknown), wrong, strict=True)
    ]
    assert told[0] == told[1]


def _bare(page, code):
    """The words of a page, without its own address and what is drawn anew for every page."""
    text = re.sub(r'(nonce|value)="[^"]*"', "", page.content.decode())
    return text.replace(code, "")


def test_one_address_that_tries_many_receipts_is_stopped(client, db):
    answers = [own(client, f"{number:022}").status_code for number in range(61)]
    assert answers == [422] * 60 + [429]


@pytest.mark.parametrize("token", ["%00", "x" * 500, "a%2Fb", "%ff"])
def test_a_strange_code_is_never_a_500(client, db, token):
    assert client.post(f"/cek/{token}/pemeriksaan/", {"birth_date": "1998-02-12"}).status_code == 422


# --- the slip -------------------------------------------------------------------------------------------
def slip(**values):
    return {"key": uuid.uuid4(), "initials": "", "where": "Balai Banjar Pering, pukul 9 sampai 14", **values}


def test_a_slip_writes_nobody_down_and_is_given_once(desk, client):
    body = slip(initials="Umbu Nggiku landukara")
    first, again = desk.post(SLIP, body), desk.post(SLIP, body)
    assert first.url == again.url
    paper = Document.objects.get()
    assert (paper.kind, paper.initials, paper.valid_until) == ("slip", "U. N. L.", timezone.localdate() + DAY)
    assert (Person.objects.count(), Stay.objects.count()) == (0, 0)
    page = desk.get(first.url).content.decode()
    assert paper.number in page
    assert "Balai Banjar Pering, pukul 9 sampai 14" in page
    assert "KTP bukan syarat" in page
    assert desk.post(SLIP, slip(where="")).status_code == 422


def test_a_slip_is_known_where_papers_are_checked(desk, client):
    desk.post(SLIP, slip(initials="maria"))
    paper = Document.objects.get()
    assert found(desk, paper.token) == field_check.Found("green", paper.valid_until, "M.", "")
    assert "Balai Banjar Pering" in client.get(paper.check_path).content.decode()
    Document.objects.update(valid_until=timezone.localdate() - DAY)
    assert found(desk, paper.token).light == "yellow"


def test_what_was_counted_is_forgotten(db):
    now = timezone.now()
    for days in (1, 3):
        Tally.objects.create(what="test", who="x", hour=now - days * DAY, used=1)
    assert tally.forget(now - 2 * DAY) == 1
