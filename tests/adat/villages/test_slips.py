"""Paper slips: the number is the key, whoever types it and however often."""

import io
import threading
import uuid

import pypdf
import pytest
from django.db import connection
from django.test import Client

from adat.villages.slips import Slip, SlipBatch, number_in, print_slips
from adat.villages.tasks import make_slip_sheet
from harmoni.history.models import Event, Submission
from harmoni.seeding.accounts import open_accounts
from registrations.residency.models import Stay
from tests.cast import nik_of, typed, village

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def slip(petugas_kuta, kuta):
    return print_slips(village=kuta, by=petugas_kuta, count=8).slips.first()


def form(slip, **values):
    return typed(key=str(uuid.uuid4()), slip=str(slip), **values)


def send(client, fields):
    return client.post("/pendatang/baru/", fields)


@pytest.mark.parametrize("spelt", ["{}", "  {} ", "http://127.0.0.1:8000/cek/{}/", "/cek/{}/"])
def test_a_number_is_read_however_it_is_written(slip, spelt):
    assert number_in(spelt.format(slip.number)) == slip.number
    assert number_in(spelt.format(slip.number.lower().replace("-", " "))) == slip.number


def test_one_wrong_sign_is_found(slip):
    wrong = slip.number[:-1] + ("0" if slip.number[-1] != "0" else "1")
    assert number_in(wrong) == ""


def test_two_officers_who_type_the_same_get_the_same_receipt(signed_in, cast, slip):
    fields = typed(slip=slip.number)
    first = send(signed_in(cast["petugas.kuta"]), fields | {"key": str(uuid.uuid4())})
    second = send(signed_in(cast["bendesa.kuta"]), fields | {"key": str(uuid.uuid4())})
    assert (first.status_code, second.status_code, Stay.objects.count()) == (302, 302, 1)
    assert first["Location"] == second["Location"]
    slip.refresh_from_db()
    assert slip.stay == Stay.objects.get()


def test_who_types_it_differently_sees_both_and_the_person_sees_that(signed_in, cast, slip):
    send(signed_in(cast["petugas.kuta"]), form(slip, nik=nik_of(serial=11)))
    answer = send(signed_in(cast["bendesa.kuta"]), form(slip, nik=nik_of(serial=12), address="Gang Lain 4"))
    assert (answer.status_code, Stay.objects.count()) == (409, 1)
    page = answer.content.decode()
    assert "Jalan Raya Kuta 12" in page
    assert "Gang Lain 4" in page
    assert Event.objects.filter(verb="lihat_slip", subjects__contains=[Stay.objects.get().pk]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_make_one_record():
    cast = {user.username: user for user in open_accounts()}
    slip = print_slips(village=village(), by=cast["petugas.kuta"], count=8).slips.first()
    statuses, gate = [], threading.Barrier(8)

    def officer(number):
        client = Client()
        client.force_login(cast["petugas.kuta" if number % 2 else "bendesa.kuta"], backend=BACKEND)
        fields = form(slip, nik=nik_of(serial=100 + number), address=f"Gang {number}")
        gate.wait()
        statuses.append(send(client, fields).status_code)
        connection.close()

    threads = [threading.Thread(target=officer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), Stay.objects.count()) == ([302] + [409] * 7, 1)
    assert Slip.objects.exclude(stay=None).count() == 1


def test_after_the_key_is_forgotten_the_slip_still_knows(desk, slip):
    send(desk, form(slip))
    Submission.objects.all().delete()
    answer = send(desk, form(slip, nik=nik_of()))
    assert (answer.status_code, Stay.objects.count()) == (422, 1)
    assert Stay.objects.get().registration_number in answer.content.decode()


@pytest.mark.parametrize("wrong", ["S-0000-0000", "bukan nomor", "x" * 100, "S-\x00"])
def test_an_unknown_number_is_a_sentence_and_nothing_is_lost(desk, wrong):
    answer = send(desk, typed(key=str(uuid.uuid4()), slip=wrong))
    assert answer.status_code == 422
    assert answer.context_data["form"].errors.keys() == {"slip"}
    assert b"Jalan Raya Kuta 12" in answer.content


def test_another_villages_slip_is_as_unknown(desk, petugas_intaran, intaran):
    foreign = print_slips(village=intaran, by=petugas_intaran, count=8).slips.first()
    unknown, other = send(desk, form(foreign)), send(desk, typed(key=str(uuid.uuid4()), slip="S-0000-0000"))
    assert unknown.context_data["form"].errors == other.context_data["form"].errors
    assert Stay.objects.count() == 0


def test_a_refused_form_leaves_the_slip_free(desk, slip):
    assert send(desk, form(slip, address="")).status_code == 422
    assert send(desk, form(slip)).status_code == 302


def test_the_tear_off_says_how_far_it_is_and_names_nobody(client, desk, slip):
    before = Client().get(slip.check_path).content.decode()
    assert "Slip kertas, belum dicatat" in before
    send(desk, form(slip))
    stay = Stay.objects.get()
    after = Client().get(f"/cek/{slip.number.lower()}/").content.decode()
    assert f'Sudah dicatat, nomor <span class="unbroken">{stay.registration_number}</span>' in after
    assert stay.person.full_name not in after
    assert stay.address not in after
    assert "Tidak dikenal" in Client().get("/cek/S-0000-0000/").content.decode()


def test_sheets_are_printed_once_for_their_key_and_made_by_the_worker(desk):
    fields = {"count": "16", "key": str(uuid.uuid4())}
    for _ in range(2):
        assert desk.post("/pendatang/slip/", fields).status_code == 302
    batch = SlipBatch.objects.get()
    assert batch.slips.count() == 16
    assert desk.get(batch.get_absolute_url()).status_code == 302
    make_slip_sheet(str(batch.pk))
    batch.refresh_from_db()
    assert desk.get(batch.get_absolute_url()).content.startswith(b"%PDF")


def test_each_code_on_the_sheet_leads_to_its_slip(slip):
    make_slip_sheet(str(slip.batch_id))
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(SlipBatch.objects.get().content))).pages
    )
    assert [number for number in Slip.objects.values_list("number", flat=True) if text.count(number) != 2] == []


def test_the_scanned_slip_opens_the_form_with_its_number(desk, slip):
    page = desk.get("/pendatang/baru/", {"slip": slip.number}).content.decode()
    assert f'value="{slip.number}"' in page


def test_strange_counts_are_refused(desk):
    for count in ("7", "", "999999999999999999999", "x"):
        assert desk.post("/pendatang/slip/", {"count": count, "key": "x"}).status_code == 422
    assert SlipBatch.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_tries_slip_numbers_is_stopped(slip):
    client = Client(REMOTE_ADDR="203.0.113.17")
    answers = [client.get(slip.check_path).status_code for _ in range(121)]
    assert (answers[0], answers[119], answers[120]) == (200, 200, 429)
