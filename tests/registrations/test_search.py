"""Who is this? By NIK, receipt, code or name; while typing; found: two taps; not found: the form, begun."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters.models import Document
from registrations.people.nik import masked
from registrations.residency.changes import depart
from tests.cast import arrive

SEARCH, TYPING, INTAKE = "/pendatang/cari/", "/pendatang/cari/sambil/", "/pendatang/baru/"
DAY = datetime.date(1998, 4, 3)


@pytest.fixture
def yusuf(petugas_kuta):
    return arrive(petugas_kuta, who={"full_name": "Muh. Yusuf", "birth_date": DAY}, lodging_name="Kos Melati")


def names(response):
    return re.findall(r'class="found-name"[^>]*>([^<]+)<', response.content.decode())


def typed(client, q):
    response = client.post(TYPING, {"q": q})
    assert response.status_code == 200
    return names(response)


@pytest.mark.parametrize(
    "q",
    [
        *("mu", "muh", "Muhammad", "mohamad yus", "YUSUF", "jusuf", "Yusup M.", "yusuf 03-04-1998", "yusuf 04/03/1998"),
        *("Yusuf 1998", "03-04-1998"),
    ],
)
def test_a_name_is_found_as_people_write_it(desk, yusuf, q):
    assert typed(desk, q) == ["Muh. Yusuf"]


@pytest.mark.parametrize("q", ["usuf", "yusuf maria", "yusuf 05-04-1998", "yusuf 1999", "%", "_u", "' OR 1=1", "y"])
def test_and_others_are_not(desk, yusuf, q):
    assert typed(desk, q) == []


def test_by_every_number_the_person_holds(desk, yusuf):
    paper = Document.objects.get(record=yusuf.pk)
    for q in (
        yusuf.person.nik,
        yusuf.registration_number.lower(),
        paper.token,
        f"http://127.0.0.1{paper.check_path}#x",
    ):
        assert typed(desk, q) == ["Muh. Yusuf"]
        assert desk.post(SEARCH, {"q": q}).url == yusuf.get_absolute_url()
    assert typed(desk, yusuf.person.nik[:15]) == []


def test_an_address_with_as_many_digits_as_a_nik_is_still_an_address(desk, yusuf):
    Document.objects.filter(record=yusuf.pk).update(token="a1b2c3d4e5f6-ghijklmno")
    q = "http://127.0.0.1:8000/cek/a1b2c3d4e5f6-ghijklmno/"
    assert typed(desk, q) == ["Muh. Yusuf"]
    assert desk.post(SEARCH, {"q": q}).url == yusuf.get_absolute_url()


@pytest.mark.parametrize("between", ["", " ", "-", ".", "_"])
def test_a_nik_is_found_however_it_is_spaced(desk, yusuf, between):
    nik = yusuf.person.nik
    assert typed(desk, "NIK: " + between.join(nik[at : at + 4] for at in range(0, 16, 4))) == ["Muh. Yusuf"]


def test_an_old_receipt_still_leads_to_its_stay(desk, yusuf, petugas_kuta):
    first = Document.objects.get(record=yusuf.pk)
    Document.objects.filter(pk=first.pk).update(state=Document.State.SUPERSEDED)
    assert typed(desk, first.token) == ["Muh. Yusuf"]


def test_a_provisional_number(desk, petugas_kuta):
    stay = arrive(petugas_kuta, who={"nik": ""})
    assert typed(desk, stay.person.provisional_number) == [stay.person.full_name]


def test_found_is_two_taps_from_renewed_or_gone(desk, yusuf):
    html = desk.post(TYPING, {"q": "yusuf"}).content.decode()
    assert "lahir 1998" in " ".join(html.split())
    assert "Kos Melati" in html
    taps = re.findall(r'href="([^"]+buka=[^"]+)"', html)
    assert taps == [f"{yusuf.get_absolute_url()}?buka={verb}" for verb in ("perpanjang", "pindah", "pulang")]
    other_day = " dengan tanggal lain"  # than the card's button
    moves = (f"Perpanjang{other_day}", "Pindah ke desa adat lain", f"Catat kepulangan{other_day}")
    for tap, move in zip(taps, moves, strict=True):
        opened = desk.get(tap).content.decode()
        found = re.findall(r"<details class=\"([\w -]+)\" open>\s*<summary class=\"more\">([^<]+)", opened)
        assert [(style, " ".join(words.split())) for style, words in found] == [("panel move", move)]


def test_who_has_left_is_found_and_offers_no_move(desk, yusuf, petugas_kuta):
    depart(stay=yusuf, by=petugas_kuta, on=timezone.localdate())
    html = desk.post(TYPING, {"q": "yusuf"}).content.decode()
    assert ("Sudah pulang" in html, "?buka=" in html) == (True, False)


def test_who_may_not_change_is_offered_no_move(signed_in, yusuf, kabupaten_badung):
    html = signed_in(kabupaten_badung).post(TYPING, {"q": "yusuf"}).content.decode()
    assert ("Muh. Yusuf" in html, "?buka=" in html, "mulai" in html) == (True, False, False)


def test_another_village_finds_nobody_by_anything(signed_in, yusuf, petugas_intaran):
    client = signed_in(petugas_intaran)
    paper = Document.objects.get(record=yusuf.pk)
    for q in ("yusuf", yusuf.person.nik, yusuf.registration_number, paper.token):
        assert typed(client, q) == []


def test_whom_it_showed_is_one_line_and_nobody_is_none(desk, petugas_kuta):
    stays = [arrive(petugas_kuta) for _ in range(10)]
    before = Event.objects.filter(verb="cari").count()
    assert len(typed(desk, "umbu")) == 8
    typed(desk, "xylqz")
    (line,) = Event.objects.filter(verb="cari").order_by("-pk")[: Event.objects.filter(verb="cari").count() - before]
    newest = sorted(stays, key=lambda stay: (stay.registered_at, stay.pk), reverse=True)
    assert len(line.subjects) == 8
    assert set(line.subjects) <= {stay.person_id for stay in newest}


@pytest.mark.parametrize(("q", "cost"), [("umbu nggiku", 6), ("umbu", 7)])  # begun: those who came last, then all
@pytest.mark.parametrize("people", [1, 3])
def test_while_typing_it_costs_the_same_for_one_and_for_three(desk, petugas_kuta, people, q, cost):
    for _ in range(people):
        arrive(petugas_kuta)
    typed(desk, q)
    with CaptureQueriesContext(connection) as captured:
        assert len(typed(desk, q)) == people
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == cost


def test_not_found_begins_the_form_with_what_was_typed(desk):
    html = desk.post(TYPING, {"q": "maria yohana 03-04-1998"}).content.decode()
    assert "Catat orang baru" in html
    form = desk.post(INTAKE, {"q": "maria yohana 03-04-1998", "mulai": "1"})
    assert form.status_code == 200
    filled = form.context["form"]
    assert (filled["full_name"].value(), filled["birth_date"].value()) == ("Maria Yohana", "1998-04-03")
    assert filled["key"].value()
    assert "maria" not in form.request["QUERY_STRING"]


def test_a_nik_not_found_begins_the_form_with_what_it_tells(desk):
    form = desk.post(INTAKE, {"q": "5311 0152 0298 0001", "mulai": "1"}).context["form"]
    assert form["nik"].value() == "5311015202980001"
    assert form["sex"].value() == "P"


@pytest.mark.parametrize("text", ["", "\0", "x" * 5000, "1" * 30, "%", "99-99-9999", "31-12-0000", "m. i ni h."])
def test_strange_searches_are_answered(desk, text):
    assert desk.post(TYPING, {"q": text}).status_code == 200
    assert desk.post(SEARCH, {"q": text}).status_code == 200
    assert desk.post(INTAKE, {"q": text, "mulai": "1"}).status_code == 200


def test_no_number_stands_in_what_is_shown(desk, yusuf):
    html = desk.post(TYPING, {"q": "yusuf"}).content.decode()
    assert yusuf.person.nik not in html
    assert masked(yusuf.person.nik) not in html


@pytest.mark.parametrize("lately", [1, 2, 300])
def test_a_name_just_begun_is_found_beyond_those_who_came_last(desk, petugas_kuta, yusuf, monkeypatch, lately):
    monkeypatch.setattr("registrations.residency.models.stay.LATELY", lately)
    monkeypatch.setattr("registrations.residency.search_views.MOST_WHILE_TYPING", 2)
    arrive(petugas_kuta, who={"full_name": "Mulyani", "birth_date": DAY})
    assert sorted(typed(desk, "mu")) == ["Muh. Yusuf", "Mulyani"]
    assert typed(desk, "mul") == ["Mulyani"]
    depart(stay=yusuf, by=petugas_kuta, on=timezone.localdate())
    assert sorted(typed(desk, "mu")) == ["Muh. Yusuf", "Mulyani"]
