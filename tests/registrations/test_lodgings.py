"""The lodging ledger: a name finds its people, full and empty houses come up, and the owner's word changes nobody."""

import datetime
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from registrations.residency import owners
from registrations.residency.changes import correct, depart
from registrations.residency.lodgings import suggested
from registrations.residency.models import Lodging, OwnerMonth, OwnerWord, Stay, name_key
from registrations.residency.workflow import Status
from tests.cast import arrive, house

LEDGER, NEW = "/pendatang/penginapan/", "/pendatang/penginapan/baru/"
DAY = datetime.timedelta(days=1)


def living(lodging):
    return set(lodging.stays.here().values_list("pk", flat=True))


# --- the name finds its people --------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["Kos Melati", "  kos   melati ", "KOS MELATI.", "Kos-Melati"])
def test_one_house_however_it_is_typed(typed):
    assert name_key(typed) == "kos melati"


def test_who_arrives_under_the_name_lives_there_by_the_book(petugas_kuta, petugas_intaran):
    ours = house(petugas_kuta)
    theirs = house(petugas_intaran, where="517101/intaran/")
    stay = arrive(petugas_kuta, lodging_name="KOS  melati")
    other = arrive(petugas_kuta, lodging_name="Kos Mawar")
    assert (living(ours), living(theirs)) == ({stay.pk}, set())
    assert other.lodging is None
    assert stay.lodging_name == "KOS  melati"


def test_an_unknown_name_is_suggested_and_one_entry_gathers_its_people(petugas_kuta, kuta):
    stays = [arrive(petugas_kuta, lodging_name=name) for name in ("Kos Jepun", "kos jepun", "Kos Jepun")]
    gone = arrive(petugas_kuta, lodging_name="Kos Sawo")
    depart(stay=gone, by=petugas_kuta, on=timezone.localdate())
    assert suggested([kuta]) == [("Kos Jepun", 3)]
    lodging = house(petugas_kuta, name="Kos Jepun")
    assert living(lodging) == {stay.pk for stay in stays}
    assert suggested([kuta]) == []


def test_a_corrected_name_moves_the_stay_and_empties_the_room(petugas_kuta):
    melati, mawar = house(petugas_kuta), house(petugas_kuta, name="Kos Mawar")
    stay = arrive(petugas_kuta, lodging_name="Kos Melati")
    Stay.objects.filter(pk=stay.pk).update(room="A1")
    correct(stay=stay, by=petugas_kuta, person={}, changes={"lodging_name": "kos mawar"}, reason="Salah tulis")
    assert (living(melati), living(mawar)) == (set(), {stay.pk})
    assert Stay.objects.get().room == ""


def test_the_form_keeps_its_taps_and_offers_the_known_names(desk, petugas_kuta):
    house(petugas_kuta)
    page = desk.get("/pendatang/baru/").content.decode()
    assert '<option value="Kos Melati"></option>' in page
    assert page.count('name="lodging_name"') == 1


# --- full and empty -------------------------------------------------------------------------------------
def test_full_houses_come_first_and_empty_ones_next(desk, petugas_kuta):
    plain = house(petugas_kuta, name="A Biasa", capacity=5)
    empty = house(petugas_kuta, name="B Kosong")
    full = house(petugas_kuta, name="C Penuh", capacity=1)
    by_room = house(petugas_kuta, name="D Kamar", capacity=9, rooms={"1": 1, "2": 4})
    for name in ("A Biasa", "C Penuh", "C Penuh", "D Kamar", "D Kamar"):
        arrive(petugas_kuta, lodging_name=name)
    by_room.stays.update(room="1")
    rows = list(desk.get(LEDGER).context["lodgings"])
    assert rows == [full, by_room, empty, plain]
    assert [row.occupants for row in rows] == [2, 2, 0, 1]
    assert [row.crowded for row in rows] == [True, True, False, False]
    assert list(desk.get(LEDGER, {"antre": "penuh"}).context["lodgings"]) == [full, by_room]
    assert list(desk.get(LEDGER, {"antre": "kosong"}).context["lodgings"]) == [empty]
    assert list(desk.get(LEDGER, {"q": "biasa"}).context["lodgings"]) == [plain]


def test_who_left_is_not_counted_and_a_full_house_refuses_nobody(petugas_kuta):
    lodging = house(petugas_kuta, capacity=1)
    first = arrive(petugas_kuta, lodging_name="Kos Melati")
    arrive(petugas_kuta, lodging_name="Kos Melati")
    assert Lodging.objects.crowded().get().occupants == 2
    depart(stay=first, by=petugas_kuta, on=timezone.localdate())
    assert (Lodging.objects.crowded().count(), len(living(lodging))) == (0, 1)


@pytest.mark.parametrize("houses", [1, 3])
def test_the_list_costs_the_same_for_one_house_and_for_three(desk, petugas_kuta, houses):
    for number in range(houses):
        house(petugas_kuta, name=f"Kos {number}")
        arrive(petugas_kuta, lodging_name=f"Kos {number}")
    assert queries(desk, LEDGER) == 6


@pytest.mark.parametrize("people", [1, 3])
def test_a_house_costs_the_same_for_one_person_and_for_three(desk, petugas_kuta, people):
    lodging = house(petugas_kuta, rooms={"A": 1})
    for _ in range(people):
        arrive(petugas_kuta, lodging_name="Kos Melati")
    assert queries(desk, lodging.get_absolute_url()) == 9


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])


# --- the desk's pages -----------------------------------------------------------------------------------
def form(**values):
    return {"key": uuid.uuid4(), "name": "Kos Melati", "kind": "kos", **values}


def test_a_house_is_entered_once_for_its_key_and_once_for_its_name(desk, petugas_kuta):
    body = form(rooms="A1: 2\nA2", capacity="4", owner_phone="0812 3456 7890")
    first, again = desk.post(NEW, body), desk.post(NEW, body)
    assert first.url == again.url
    lodging = Lodging.objects.get()
    assert first.url == lodging.get_absolute_url()
    assert list(lodging.rooms.values_list("name", "capacity")) == [("A1", 2), ("A2", None)]
    assert (lodging.owner_phone, lodging.capacity) == ("+6281234567890", 4)
    assert b"6281234567890" not in bytes(lodging.owner_phone_sealed)
    taken = desk.post(NEW, form(name="kos  MELATI"))
    assert taken.status_code == 422
    assert list(taken.context["form"].errors) == ["name"]
    assert Lodging.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": ""}, "name", "Bidang ini tidak boleh kosong."),
        ({"name": "..."}, "name", "Nama ini tidak berisi huruf atau angka."),
        ({"capacity": "banyak"}, "capacity", "Tulis dengan angka, misalnya 12."),
        ({"capacity": "9" * 30}, "capacity", "Paling banyak 2000."),
        ({"capacity": "-1"}, "capacity", "Paling sedikit 0."),
        ({"rooms": "A1: dua"}, "rooms", "Sesudah titik dua tulis jumlah orang: “A1: dua”."),
        ({"rooms": "A1: 2\na1"}, "rooms", "Ada nama kamar yang tertulis dua kali."),
        ({"rooms": "x" * 31}, "rooms", "Nama kamar 1 sampai 30 huruf: “" + "x" * 31 + "”."),
        ({"owner_phone": "12"}, "owner_phone", "Nomor telepon ini tidak lengkap. Contoh: 0812 3456 7890."),
    ],
)
def test_wrong_input_gets_its_sentence(desk, wrong, field, sentence):
    answer = desk.post(NEW, form(**wrong))
    assert answer.status_code == 422
    assert {name: list(found) for name, found in answer.context["form"].errors.items()} == {field: [sentence]}
    assert Lodging.objects.count() == 0


@pytest.mark.parametrize("strange", [{"name": "a\0b"}, {"rooms": "\0"}, {"kind": "istana"}, {"capacity": "1e999"}])
def test_strange_input_is_never_a_500(desk, strange):
    assert desk.post(NEW, form(**strange)).status_code == 422


@pytest.mark.parametrize("query", [{"page": "9" * 30}, {"page": "x"}, {"q": "\0"}, {"antre": "zz"}])
def test_a_strange_query_is_never_a_500(desk, query):
    assert desk.get(LEDGER, query).status_code in (200, 404)


def test_people_change_rooms_with_a_line_in_their_story(desk, petugas_kuta, petugas_intaran):
    lodging = house(petugas_kuta, rooms={"A1": 1})
    stay, elsewhere = arrive(petugas_kuta, lodging_name="Kos Melati"), arrive(petugas_kuta)
    path = f"{lodging.get_absolute_url()}kamar/"
    desk.post(path, {f"room_{stay.pk}": "A1", f"room_{elsewhere.pk}": "A1", "room_x": "A1"})
    desk.post(path, {f"room_{stay.pk}": "A1"})
    assert set(Stay.objects.values_list("pk", "room")) == {(stay.pk, "A1"), (elsewhere.pk, "")}
    assert [event.details for event in Event.objects.about(stay.person_id).filter(verb="kamar")] == [
        {"room": ["", "A1"]}
    ]


def test_a_look_at_a_house_stands_in_the_story_of_who_lives_there(desk, petugas_kuta):
    lodging = house(petugas_kuta)
    stay = arrive(petugas_kuta, lodging_name="Kos Melati")
    desk.get(lodging.get_absolute_url())
    assert Event.objects.get(kind="reading").subjects == [stay.person_id]


# --- the owner's word -----------------------------------------------------------------------------------
@pytest.fixture
def two(petugas_kuta):
    """A house with two people, whose owner is asked."""
    lodging = house(petugas_kuta)
    today = timezone.localdate()
    who = [{"full_name": "Umbu Landukara"}, {"full_name": "Maria Rambu"}]
    since = {"lodging_name": "Kos Melati", "arrived_on": today - 40 * DAY}
    stays = [arrive(petugas_kuta, who=one, **since) for one in who]
    return lodging, stays, owners.ask(lodging=lodging, by=petugas_kuta)


def answered(stays, *, gone=None, new=""):
    """What the owner's browser posts."""
    body = {f"said_{stay.pk}": "gone" if gone and stay.pk in gone else "here" for stay in stays}
    return body | {f"gone_{pk}": day.isoformat() for pk, day in (gone or {}).items()} | {"new_people": new}


def test_the_link_shows_initials_and_room_and_nothing_else(client, two):
    lodging, [one, other], asked = two
    Stay.objects.filter(pk=one.pk).update(room="A1")
    page = client.get(asked.path).content.decode()
    for shown in ("U. L.", "M. R.", "A1", "Kos Melati"):
        assert shown in page
    for stay in (one, other):
        for hidden in (stay.person.full_name, stay.registration_number, stay.person.nik, stay.address, "Waingapu"):
            assert hidden not in page
    reading = Event.objects.filter(kind="reading").get()
    assert (reading.verb, set(reading.subjects)) == (
        "lihat_penghuni",
        {one.pk, other.pk, one.person_id, other.person_id},
    )


def test_reading_the_link_answers_nothing(client, two):
    _lodging, _stays, asked = two
    client.get(asked.path, {"new_people": 4})
    client.head(asked.path)
    asked.refresh_from_db()
    assert (asked.answered_at, OwnerWord.objects.count()) == (None, 0)


def test_the_owners_word_changes_no_stay_and_becomes_a_task(client, two):
    lodging, [one, other], asked = two
    left = timezone.localdate() - 3 * DAY
    page = client.post(asked.path, answered([one, other], gone={one.pk: left}, new="2"))
    assert (page.status_code, "Terima kasih" in page.content.decode()) == (200, True)
    assert set(Stay.objects.values_list("status", flat=True)) == {Status.ACTIVE}
    assert set(OwnerWord.objects.values_list("said", "stay", "gone_on", "people")) == {
        ("gone", one.pk, left, None),
        ("here", other.pk, None, None),
        ("new", None, None, 2),
    }
    notice = Notice.objects.get(kind=owners.SAID)
    assert notice.title == "Kos Melati: pemilik melaporkan 1 pergi, 2 baru"
    assert (notice.path, notice.place) == (lodging.get_absolute_url(), lodging.place)


def test_an_owner_who_says_all_are_there_makes_no_task(client, two):
    _lodging, stays, asked = two
    client.post(asked.path, answered(stays))
    assert Notice.objects.filter(kind=owners.SAID).count() == 0
    asked.refresh_from_db()
    assert asked.answered_at is not None


def test_a_second_answer_changes_nothing(client, two):
    _lodging, stays, asked = two
    client.post(asked.path, answered(stays))
    again = client.post(asked.path, answered(stays, new="3"))
    assert "Terima kasih" in again.content.decode()
    assert OwnerWord.objects.count() == 2
    with pytest.raises(MoveRefused):
        owners.answer(asked=asked, gone={}, new_people=1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda one, today: {},
        lambda one, today: {f"said_{one.pk}": "gone"},
        lambda one, today: {f"said_{one.pk}": "gone", f"gone_{one.pk}": (today + DAY).isoformat()},
        lambda one, today: {f"said_{one.pk}": "gone", f"gone_{one.pk}": "31-31-2026"},
        lambda one, today: {f"said_{one.pk}": "entah"},
        lambda one, today: {f"said_{one.pk}": "here", "new_people": "9" * 40},
    ],
)
def test_an_unclear_answer_is_asked_again(client, two, wrong):
    _lodging, [one, other], asked = two
    body = {f"said_{other.pk}": "here"} | wrong(one, timezone.localdate())
    assert client.post(asked.path, body).status_code == 422
    assert OwnerWord.objects.count() == 0


def test_one_tap_records_the_departure_and_the_task_is_done_with_the_last_word(desk, two, petugas_kuta):
    lodging, [one, other], asked = two
    left = timezone.localdate() - 3 * DAY
    Client().post(asked.path, answered([one, other], gone={one.pk: left, other.pk: left}))
    said = {word.stay_id: word for word in OwnerWord.objects.all()}
    paths = {pk: f"{lodging.get_absolute_url()}jawaban/{word.pk}/" for pk, word in said.items()}
    desk.post(paths[one.pk], {"langkah": "pulang"})
    assert Notice.objects.open().filter(kind=owners.SAID).count() == 1
    desk.post(paths[other.pk], {"langkah": "tetap"})
    assert Notice.objects.open().filter(kind=owners.SAID).count() == 0
    states = Stay.objects.order_by("departed_on").values_list("pk", "status", "departed_on")
    assert list(states) == [(one.pk, Status.DEPARTED, left), (other.pk, Status.ACTIVE, None)]
    desk.post(paths[other.pk], {"langkah": "pulang"})
    assert Stay.objects.get(pk=other.pk).status == Status.ACTIVE


def test_a_link_of_another_time_or_hand_looks_unknown(client, two, petugas_kuta):
    _lodging, _stays, asked = two
    unknown = client.get("/penghuni/AAAAAAAAAAAAAAAAAAAAAA/")
    assert unknown.status_code == 404
    for path in ("/penghuni/%00/", "/penghuni/" + "x" * 500 + "/"):
        assert client.get(path).status_code == 404
    owners.revoke(asked=asked, by=petugas_kuta)
    revoked = client.get(asked.path)
    assert (revoked.status_code, revoked.content) == (404, unknown.content)
    fresh = owners.ask(lodging=asked.lodging, by=petugas_kuta)
    assert client.get(fresh.path).status_code == 200
    OwnerMonth.objects.filter(pk=fresh.pk).update(expires_on=timezone.localdate() - DAY)
    assert client.get(fresh.path).status_code == 404
    assert client.post(fresh.path, {}).status_code == 404


def test_the_link_lies_sealed(two):
    *_rest, asked = two
    stored = OwnerMonth.objects.values_list("token_digest", "token_sealed").get()
    assert len(asked.token) >= 22  # 128 bits
    assert all(asked.token.encode() not in bytes(column) for column in stored)


def test_every_month_each_lived_in_house_is_asked_once(petugas_kuta, petugas_intaran):
    mailed = house(petugas_kuta, owner_email="pemilik@contoh.example")
    house(petugas_kuta, name="Kos Mawar")
    house(petugas_kuta, name="Kos Kosong")
    house(petugas_intaran, where="517101/intaran/", name="Kos Jauh")
    for name in ("Kos Melati", "Kos Mawar"):
        arrive(petugas_kuta, lodging_name=name)
    day = timezone.localdate()
    assert (owners.ask_all(day), owners.ask_all(day)) == (2, 0)
    assert Outbox.objects.filter(kind=owners.ASK).count() == 1
    assert Notice.objects.filter(kind=owners.SEND).values_list("place", flat=True).get() == "510301/kuta/"
    Outbox.objects.exclude(kind=owners.ASK).delete()
    assert (drain(), drain()) == (1, 0)
    [letter] = mail.outbox
    asked = OwnerMonth.objects.get(lodging=mailed)
    assert (letter.to, asked.path in letter.body) == (["pemilik@contoh.example"], True)
    assert asked.mailed_at is not None
    next_month = (day.replace(day=1) + 32 * DAY).replace(day=1)
    assert owners.ask_all(next_month) == 2


def test_a_silent_owner_is_one_row_in_the_villages_inbox(petugas_kuta):
    for name in ("Kos Melati", "Kos Mawar"):
        house(petugas_kuta, name=name)
        arrive(petugas_kuta, lodging_name=name)
    month = timezone.localdate().replace(day=1)
    owners.ask_all(month)
    assert owners.note_silence(month.replace(day=10)) == 0
    assert (owners.note_silence(month.replace(day=11)), owners.note_silence(month.replace(day=12))) == (1, 0)
    notice = Notice.objects.get(kind=owners.SILENT)
    assert (notice.place, notice.path) == ("510301/kuta/", f"{LEDGER}?antre=belum-jawab")


def test_the_officer_gets_words_for_whatsapp(desk, petugas_kuta):
    lodging = house(petugas_kuta, owner_phone="+6281234567890")
    path = f"{lodging.get_absolute_url()}tautan/"
    assert desk.get(path).url == lodging.get_absolute_url()
    assert desk.post(path).url == path
    desk.post(path)
    asked = OwnerMonth.objects.get()
    page = desk.get(path)
    assert page.context["chat"].startswith("https://wa.me/6281234567890?text=Yth.")
    assert asked.token in page.context["chat"]
    assert Event.objects.filter(verb="lihat_tautan", subjects=[lodging.pk]).count() == 1


def test_whoever_tries_links_is_stopped(client, db):
    answers = [client.get(f"/penghuni/{number}/", REMOTE_ADDR="203.0.113.19").status_code for number in range(121)]
    assert (answers[0], answers[119], answers[120]) == (404, 404, 429)
