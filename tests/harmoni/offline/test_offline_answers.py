"""What a phone asks of the server: answers in JSON, half of a key, a page without anybody, renewals by code."""

import datetime
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmoni.history.models import Submission
from harmoni.offline.renewing import Overtaken, renew_unless_changed
from harmoni.offline.shell import shell
from registrations.residency.changes import depart, renew
from registrations.residency.models import Stay
from tests.cast import arrive, nik_of, typed

JSON = {"accept": "application/json"}
UNTIL = datetime.date.today() + datetime.timedelta(days=300)


def post(client, path="/pendatang/baru/", **fields):
    return client.post(path, fields, headers=JSON)


def renewal(code, **fields):
    return {"key": str(uuid.uuid4()), "code": code, "planned_until": UNTIL.isoformat(), **fields}


def test_a_save_is_answered_with_its_number_and_again_with_the_same(desk):
    fields = typed(key=str(uuid.uuid4()))
    first, again = post(desk, **fields), post(desk, **fields)
    stay = Stay.objects.get()
    told = first.json()
    assert datetime.datetime.fromisoformat(told.pop("at")) <= timezone.now()
    page = f"/pendatang/{stay.pk}/bukti/"
    assert told == {"state": "received", "number": stay.registration_number, "answer": page}
    assert again.json() | {"at": ""} == told | {"at": ""}


def test_the_page_and_the_script_may_take_turns_with_one_key(desk):
    """The answer to the script was lost, and the form is sent as a form: one stay."""
    fields = typed(key=str(uuid.uuid4()))
    number = post(desk, **fields, written_at="2026-11-24T10:00:00Z").json()["number"]
    assert desk.post("/pendatang/baru/", fields).status_code == 302
    assert [stay.registration_number for stay in Stay.objects.all()] == [number]


def test_what_is_wrong_is_said_beside_its_field(desk):
    answer = post(desk, **typed(key=str(uuid.uuid4()), nik="123", address=""))
    told = answer.json()
    assert (answer.status_code, told["state"]) == (422, "wrong")
    assert sorted((name, label) for name, label, _ in told["errors"]) == [
        ("address", "Alamat di desa adat"),
        ("nik", "NIK"),
    ]


def test_cautions_are_passed_with_the_word_that_came_with_them(desk):
    fields = typed(key=str(uuid.uuid4()), nik=nik_of(sex="P"))
    told = post(desk, **fields).json()
    assert (told["state"], Stay.objects.count()) == ("look", 0)
    assert post(desk, **fields | {"cautions_seen": told["cautions_seen"]}).json()["state"] == "received"


def test_another_body_under_the_same_key_shows_both(desk):
    fields = typed(key=str(uuid.uuid4()))
    post(desk, **fields)
    answer = post(desk, **fields | {"address": "Gang Lain 4"})
    assert answer.status_code == 409
    told = answer.json()
    assert ["Alamat di desa adat", "Jalan Raya Kuta 12", "Gang Lain 4"] in told["both"]
    assert told["number"] == Stay.objects.get().registration_number


def test_somebody_elses_key_is_unknown(desk, signed_in, cast):
    fields = typed(key=str(uuid.uuid4()))
    post(desk, **fields)
    assert post(signed_in(cast["bendesa.kuta"]), **fields).status_code == 404


def test_signed_out_a_script_hears_it_and_nothing_is_held_for_a_form(db):
    client = Client()
    answer = post(client, **typed(key=str(uuid.uuid4())))
    assert (answer.status_code, answer.json()) == (401, {"state": "signed_out"})
    assert "held" not in client.session


def test_the_key_is_half_of_one_officers_box_on_one_phone(signed_in, cast):
    def key(username, phone):
        return signed_in(cast[username]).get("/luring/kunci/", {"ponsel": phone}).json()

    one, two = str(uuid.uuid4()), str(uuid.uuid4())
    mine = key("petugas.kuta", one)
    assert key("petugas.kuta", one)["key"] == mine["key"]
    others = [key("petugas.kuta", two)["key"], key("bendesa.kuta", one)["key"]]
    assert len({mine["key"], *others}) == 3
    assert key("bendesa.kuta", one)["owner"] != mine["owner"] == key("petugas.kuta", two)["owner"]


def test_the_key_is_kept_by_no_cache_and_the_worker_stands_at_the_root(desk):
    answer = desk.get("/luring/kunci/", {"ponsel": str(uuid.uuid4())})
    assert answer["Cache-Control"] == "no-store"
    worker = desk.get(reverse("offline:worker"))
    assert (reverse("offline:worker"), worker["Content-Type"]) == ("/luring.js", "text/javascript; charset=utf-8")
    assert "worker-src 'self'" in worker["Content-Security-Policy"]


def test_the_kept_page_is_the_same_for_everyone_and_names_nobody(desk, signed_in, cast):
    stay = arrive(cast["petugas.kuta"])
    page = shell()
    pages = {desk.get("/luring/").content, signed_in(cast["petugas.intaran"]).get("/luring/").content}
    assert pages == {Client().get("/luring/").content} == {page.encode()}
    forbidden = ["csrfmiddlewaretoken", stay.person.full_name, stay.registration_number, str(cast["petugas.kuta"])]
    assert [word for word in forbidden if word in page] == []


@pytest.mark.parametrize("spelt", ["{number}", "http://127.0.0.1/cek/{token}/", "{number_small}"])
def test_a_receipt_in_the_hand_renews(desk, petugas_kuta, spelt):
    from harmoni.letters.models import Document

    stay = arrive(petugas_kuta)
    number = stay.registration_number
    token = Document.objects.get(record=stay.pk).token
    code = spelt.format(number=number, token=token, number_small=number.lower().replace("-", " "))
    fields = renewal(code, written_at=timezone.now().isoformat())
    told = post(desk, "/luring/perpanjang/", **fields).json()
    assert (told["state"], told["number"]) == ("received", number)
    assert post(desk, "/luring/perpanjang/", **fields).json()["number"] == number
    stay.refresh_from_db()
    assert (stay.planned_until, Submission.objects.count()) == (UNTIL, 1)


def test_a_renewal_that_was_overtaken_shows_both_and_may_insist(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    written = timezone.now()
    renew(stay=stay, by=petugas_kuta, until=UNTIL - datetime.timedelta(days=30))
    fields = renewal(stay.registration_number, written_at=written.isoformat())
    answer = post(desk, "/luring/perpanjang/", **fields)
    told = answer.json()
    assert (answer.status_code, told["insist"], [label for label, *_ in told["both"]]) == (
        409,
        True,
        ["Keadaan", "Tinggal sampai"],
    )
    assert post(desk, "/luring/perpanjang/", **fields, insist="1").json()["state"] == "received"


def test_who_has_left_is_not_renewed(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    depart(stay=stay, by=petugas_kuta, on=stay.arrived_on)
    told = post(desk, "/luring/perpanjang/", **renewal(stay.registration_number)).json()
    assert (told["state"], told["insist"], told["both"][0][1]) == ("conflict", False, "Sudah pulang")


@pytest.mark.parametrize("code", ["T-0000-0000", "\x00", "x" * 400, "", "/cek/aaaaaaaaaaaaaaaaaaaaaa/"])
def test_an_unknown_or_strange_code_is_a_sentence(desk, code):
    answer = post(desk, "/luring/perpanjang/", **renewal(code))
    assert (answer.status_code, answer.json()["errors"][0][0]) == (422, "code")


def test_another_villages_receipt_is_unknown(desk, petugas_intaran):
    foreign = arrive(petugas_intaran, where="517101/intaran/")
    answer = post(desk, "/luring/perpanjang/", **renewal(foreign.registration_number))
    assert (answer.status_code, answer.json()["errors"][0][0]) == (422, "code")


def test_a_village_is_told_of_no_clash_by_what_its_phone_is_answered(desk, petugas_kuta, petugas_intaran):
    """Nor by its list as a file: a stay that waits for matching looks like any other there."""
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    written = timezone.now()
    stay = arrive(petugas_kuta, who={"nik": nik})
    assert stay.status == "awaiting_match"
    answer = post(desk, "/luring/perpanjang/", **renewal(stay.registration_number, written_at=written.isoformat()))
    assert answer.status_code == 409
    assert ["Keadaan", "Tinggal", "Diperpanjang"] in answer.json()["both"]


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_are_one_renewal_and_one_conflict(petugas_kuta):
    stay, gate = arrive(petugas_kuta), threading.Barrier(2)
    written = timezone.now()

    def send(days):
        mine = Stay.objects.select_related("person", "customary_village").get(pk=stay.pk)
        until = datetime.date.today() + datetime.timedelta(days=days)
        gate.wait()
        try:
            with transaction.atomic():
                renew_unless_changed(
                    mine, {"written_at": written, "insist": False, "planned_until": until}, by=petugas_kuta
                )
                time.sleep(0.3)  # both would have looked before either has written
            return "renewed"
        except Overtaken:
            return "overtaken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, [290, 300])) == ["overtaken", "renewed"]
