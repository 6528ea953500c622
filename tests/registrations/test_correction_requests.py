"""A correction as a request: from outside by the receipt's code, side by side at the desk, objected to once."""

import datetime
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.residency.changes import depart
from registrations.residency.models import CorrectionRequest, Stay
from registrations.residency.requesting import grant, object_to, refuse, request_correction
from tests.cast import arrive, issued, nik_of

TODAY = timezone.localdate()


def ask(stay, **values):
    body = {"asker": "person", "field": "full_name", "value": "Umbu Landu", "reason": "Tertulis di KTP", **values}
    return request_correction(stay=stay, **body)


def typed(stay, **values):
    body = {"field": "full_name", "value": "Umbu Landu", "reason": "Tertulis di KTP"}
    return {"code": stay.registration_number, "asker": "person", **body, **values}


@pytest.fixture
def stay(petugas_kuta):
    return arrive(petugas_kuta)


# --- granted and declined ------------------------------------------------------------------------------
def test_granted_it_is_corrected_with_before_and_after_and_a_new_receipt(stay, petugas_kuta):
    asked = ask(stay)
    assert Stay.objects.get().person.full_name == "Umbu Nggiku Landukara"
    grant(request=asked, by=petugas_kuta)
    assert Stay.objects.get().person.full_name == "Umbu Landu"
    event = Event.objects.get(verb="koreksi")
    assert event.details == {"full_name": ["Umbu Nggiku Landukara", "Umbu Landu"]}
    assert event.reason == "Atas permintaan: Tertulis di KTP"
    papers = Document.objects.filter(record=stay.pk).order_by("created_at")
    assert [(paper.state, paper.initials) for paper in papers] == [("superseded", "U. N. L."), ("valid", "U. L.")]


def test_a_stays_own_field_and_a_day_are_corrected_too(stay, petugas_kuta):
    grant(request=ask(stay, field="banjar", value="Temacun"), by=petugas_kuta)
    day = TODAY - datetime.timedelta(days=9)
    grant(request=ask(stay, field="arrived_on", value=day.strftime("%d-%m-%Y")), by=petugas_kuta)
    kept = Stay.objects.get()
    assert (kept.banjar, kept.arrived_on) == ("Temacun", day)


def test_a_number_lies_sealed_and_is_shown_masked(desk, stay):
    nik = nik_of()
    asked = ask(stay, field="nik", value=nik)
    assert CorrectionRequest.objects.get().value == nik
    with connection.cursor() as cursor:
        cursor.execute("SELECT value_sealed::text, reason, field FROM residency_correctionrequest")
        assert nik not in str(cursor.fetchall())
    page = desk.get(asked.get_absolute_url()).content.decode()
    assert (nik in page, f"{'•' * 14}{nik[-2:]}" in page) == (False, True)
    desk.post(f"{asked.get_absolute_url()}kabulkan/", {"key": uuid.uuid4()})
    assert Stay.objects.get().person.nik == nik


@pytest.mark.parametrize(
    ("field", "value"),
    [("nik", "123"), ("birth_date", "31-02-1998"), ("full_name", ""), ("phone", "1"), ("full_name", "\U0001f600")],
)
def test_what_can_never_be_is_not_taken(stay, field, value):
    with pytest.raises(ValidationError):
        ask(stay, field=field, value=value)
    assert CorrectionRequest.objects.count() == 0


def test_what_does_not_fit_the_record_is_said_and_leaves_the_request_open(desk, stay):
    asked = ask(stay, field="arrived_on", value="2999-01-01")
    page = desk.post(f"{asked.get_absolute_url()}kabulkan/", {"key": uuid.uuid4()}, follow=True)
    assert "Tanggal tiba belum terjadi" in page.content.decode()
    assert CorrectionRequest.objects.get().status == "open"


def test_in_words_only_the_officer_says_that_it_is_done(stay, petugas_kuta):
    asked = ask(stay, field="", value="", reason="Jenis kelamin saya tertukar")
    grant(request=asked, by=petugas_kuta)
    assert (CorrectionRequest.objects.get().status, Event.objects.filter(verb="koreksi").count()) == ("approved", 0)


def test_after_a_departure_nothing_is_corrected(stay, petugas_kuta):
    asked = ask(stay)
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    with pytest.raises(MoveRefused):
        grant(request=asked, by=petugas_kuta)
    assert CorrectionRequest.objects.get().status == "open"


@pytest.mark.parametrize("reason", ["", " "])
def test_no_refusal_without_its_reason(stay, petugas_kuta, reason):
    with pytest.raises(MoveRefused):
        refuse(request=ask(stay), by=petugas_kuta, reason=reason)


GRID = {False: {"petugas.kuta", "bendesa.kuta"}, True: {"kabupaten.badung"}}


@pytest.mark.parametrize("objected", [False, True])
def test_the_village_decides_first_and_the_regency_what_is_objected_to(stay, cast, objected):
    asked = ask(stay)
    if objected:
        refuse(request=asked, by=cast["petugas.kuta"], reason="Di KTP lain")
        object_to(request=asked, objection="KTP saya sudah diganti")
        asked.refresh_from_db()
    for verb in ("kabulkan", "tolak-koreksi"):
        assert {name for name, user in cast.items() if verb in asked.open_moves(user)} == GRID[objected]


def test_one_objection_and_a_new_clock(stay, petugas_kuta, kabupaten_badung):
    asked = ask(stay)
    refuse(request=asked, by=petugas_kuta, reason="Di KTP lain")
    CorrectionRequest.objects.update(due_at=timezone.now())
    assert object_to(request=asked, objection="KTP saya sudah diganti") is True
    asked.refresh_from_db()
    assert asked.due_at > timezone.now() + datetime.timedelta(hours=71)
    assert list(CorrectionRequest.objects.objected()) == [asked]
    refuse(request=asked, by=kabupaten_badung, reason="Tetap")
    assert object_to(request=asked, objection="Sekali lagi") is False


@pytest.mark.django_db(transaction=True)
def test_granted_and_declined_at_once_is_one_of_them(stay, petugas_kuta, bendesa_kuta):
    asked, gate = ask(stay), threading.Barrier(2)

    def decide(act):
        gate.wait()
        try:
            return act(CorrectionRequest.objects.get(pk=asked.pk)) or "done"
        except MoveRefused:
            return "refused"
        finally:
            connection.close()

    acts = [
        lambda mine: grant(request=mine, by=petugas_kuta),
        lambda mine: refuse(request=mine, by=bendesa_kuta, reason="-"),
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, acts)) == ["done", "refused"]
    corrected = Stay.objects.get().person.full_name == "Umbu Landu"
    assert corrected is (CorrectionRequest.objects.get().status == "approved")


# --- from outside --------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["number", "small letters", "code", "address"])
def test_the_receipt_opens_the_way_in(client, stay, how):
    paper = Document.objects.get(record=stay.pk)
    code = {"number": paper.number, "small letters": paper.number.lower().replace("-", " ")}
    code |= {"code": paper.token, "address": f"https://harmoni.example{paper.check_path}"}
    answer = client.post("/salah/", typed(stay, code=code[how]), follow=True)
    assert "Permintaan diterima" in answer.content.decode()
    assert list(CorrectionRequest.objects.values_list("stay", "asker")) == [(stay.pk, "person")]


def test_a_wrong_code_is_answered_in_the_same_words(client, stay):
    right = client.post("/salah/", typed(stay), follow=True)
    wrong = client.post("/salah/", typed(stay, code="T-0000-0000"), follow=True)
    one, other = (re.sub(rb"/salah/\S*|csrf\w+.{0,90}", b"", page.content) for page in (right, wrong))
    assert one == other
    assert CorrectionRequest.objects.count() == 1


def test_nothing_of_the_record_is_shown_outside(client, stay, petugas_kuta):
    asked = ask(stay)
    pages = [client.get(f"/salah/?kode={stay.registration_number}"), client.get(f"/salah/{asked.token}/")]
    refuse(request=asked, by=petugas_kuta, reason="Di KTP lain")
    pages.append(client.get(f"/salah/{asked.token}/"))
    for page in pages:
        for private in (stay.person.full_name, stay.person.nik, stay.address, "Umbu"):
            assert private not in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"asker": "raja"}, "asker"),
        ({"field": "category"}, "field"),
        ({"field": "birth_date", "value": "kemarin"}, "value"),
        ({"value": ""}, "value"),
        ({"reason": ""}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"code": "x" * 5000}, "code"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_kept(client, stay, wrong, field):
    page = client.post("/salah/", typed(stay, **wrong))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert CorrectionRequest.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "%00", "x" * 5000])
def test_a_strange_address_is_no_fall(client, db, token):
    assert client.get(f"/salah/{token}/").status_code == 200
    assert client.post(f"/salah/{token}/", {"objection": "x"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_whoever_tries_codes_is_stopped(db):
    client = Client(REMOTE_ADDR="203.0.113.8")
    assert [client.get("/salah/").status_code for _ in range(61)][-2:] == [200, 429]


def test_the_sender_reads_the_answer_and_objects(client, stay, petugas_kuta):
    client.post("/salah/", typed(stay))
    asked = CorrectionRequest.objects.get()
    refuse(request=asked, by=petugas_kuta, reason="Bawa KTP yang baru")
    page = client.get(f"/salah/{asked.token}/").content.decode()
    assert ("Bawa KTP yang baru" in page, "Ajukan keberatan" in page) == (True, True)
    assert client.post(f"/salah/{asked.token}/", {"objection": ""}).status_code == 422
    client.post(f"/salah/{asked.token}/", {"objection": "KTP baru sudah saya bawa"})
    assert CorrectionRequest.objects.get().objection == "KTP baru sudah saya bawa"
    assert Event.objects.get(verb="keberatan-koreksi").actor_id is None


def test_the_check_page_of_a_receipt_leads_there(client, stay):
    paper = Document.objects.get(record=stay.pk)
    assert f"/salah/?kode={paper.token}" in client.get(paper.check_path).content.decode()


# --- at the desks --------------------------------------------------------------------------------------
def test_the_desk_asks_while_there_is_something_to_answer(desk, stay, petugas_kuta):
    assert b'data-queue="perbaikan"' not in desk.get("/meja/").content
    asked = ask(stay)
    assert b'data-queue="perbaikan"' in desk.get("/meja/").content
    page = desk.get("/pendatang/perbaikan/").content.decode()
    assert asked.get_absolute_url() in page
    shown = desk.get(asked.get_absolute_url()).content.decode()
    assert ("Umbu Nggiku Landukara" in shown, "Umbu Landu" in shown) == (True, True)
    key = {"key": uuid.uuid4()}
    for _ in range(2):
        assert desk.post(f"{asked.get_absolute_url()}kabulkan/", key).status_code == 302
    assert Event.objects.filter(verb="koreksi").count() == 1
    assert b'data-queue="perbaikan"' not in desk.get("/meja/").content


def test_an_objection_is_the_regencys_question(signed_in, stay, petugas_kuta, kabupaten_badung):
    asked = ask(stay)
    regency = signed_in(kabupaten_badung)
    assert regency.get(asked.get_absolute_url()).status_code == 404
    refuse(request=asked, by=petugas_kuta, reason="-")
    object_to(request=asked, objection="Salah")
    assert b'data-queue="keberatan-perbaikan"' in regency.get("/meja/").content
    regency.post(f"{asked.get_absolute_url()}kabulkan/", {"key": uuid.uuid4()})
    assert Stay.objects.get().person.full_name == "Umbu Landu"


def test_an_officer_without_the_right_asks(signed_in, stay, kabupaten_badung):
    regency = signed_in(kabupaten_badung)
    assert "minta-koreksi" in regency.get(stay.get_absolute_url()).content.decode()
    body = {"key": uuid.uuid4(), "field": "banjar", "value": "Temacun", "reason": "Salah ketik"}
    for _ in range(2):
        assert regency.post(f"{stay.get_absolute_url()}minta-koreksi/", body).status_code == 302
    asked = CorrectionRequest.objects.get()
    assert (asked.asker, asked.made_by, asked.value) == ("officer", kabupaten_badung, "Temacun")
    bad = regency.post(f"{stay.get_absolute_url()}minta-koreksi/", body | {"reason": "", "key": uuid.uuid4()})
    assert (bad.status_code, "Temacun" in bad.content.decode()) == (422, True)


def test_the_origin_asks_about_its_own_candidate_and_sees_nothing_of_the_stay(
    signed_in, staf_sumbatimur, kepala_sumbatimur, staf_belu, petugas_kuta
):
    candidate = issued(staf_sumbatimur, kepala_sumbatimur, who={"nik": (nik := nik_of())})
    path = f"/calon/menyusul/{candidate.pk}/perbaikan/"
    origin = signed_in(staf_sumbatimur)
    assert origin.get(path).status_code == 404  # nobody has arrived yet
    arrive(petugas_kuta, who={"nik": nik}, address="Gang Rahasia 9")
    page = origin.get(path)
    assert (page.status_code, "Gang Rahasia" in page.content.decode()) == (200, False)
    body = {"key": uuid.uuid4(), "field": "full_name", "value": "Umbu Landu", "reason": "Menurut KK"}
    assert origin.post(path, body).url == candidate.get_absolute_url()
    assert CorrectionRequest.objects.get().asker == "origin"
    assert signed_in(staf_belu).get(path).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_requests_cost_the_same_for_one_and_three(desk, petugas_kuta, people, django_assert_num_queries):
    for _ in range(people):
        ask(arrive(petugas_kuta))
    desk.get("/pendatang/perbaikan/")
    with django_assert_num_queries(7):
        desk.get("/pendatang/perbaikan/")


def test_the_same_asked_twice_waits_once(petugas_kuta):
    stay = arrive(petugas_kuta)
    asked = {"stay": stay, "asker": "person", "field": "banjar", "value": "Temacun", "reason": "Salah tulis"}
    first, again = request_correction(**asked), request_correction(**asked)
    other = request_correction(**asked | {"value": "Segara"})
    assert (first.pk == again.pk, other.pk == first.pk) == (True, False)
