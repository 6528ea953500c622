"""A form that was begun here goes on there: for its writer alone, sealed, never over something newer."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from harmoni.accounts import drafts
from harmoni.accounts.models import Draft
from harmoni.home.purge import purge
from harmoni.notices.models import Slot
from registrations.employment.book import enter_employer
from registrations.residency.models import Stay
from tests.cast import arrive, nik_of, typed, village

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
INTAKE = "/pendatang/baru/"
NAME = "Maria Yohana Rambu"


@pytest.fixture
def key():
    return str(uuid.uuid4())


def keep(client, key, version=0, path=INTAKE, json=True, **fields):
    headers = {"user-agent": PHONE} | ({"accept": "application/json"} if json else {})
    body = {"key": key, "draft_path": path, "draft_version": version, **fields}
    return client.post("/belum-selesai/", body, headers=headers)


def crew_of(cast):
    by = cast["petugas.kuta"]
    return (
        enter_employer(by=by, regency=village().regency, values={"name": "Hotel Segara"}).get_absolute_url() + "regu/"
    )


FORMS = {
    "Pendatang baru": ("petugas.kuta", lambda cast: INTAKE, "full_name"),
    "Anggota keluarga": (
        "petugas.kuta",
        lambda cast: arrive(cast["petugas.kuta"]).get_absolute_url() + "keluarga/",
        "orang-0-full_name",
    ),
    "Lembar regu": ("petugas.kuta", crew_of, "orang-0-full_name"),
    "Perbaikan data": (
        "petugas.kuta",
        lambda cast: arrive(cast["petugas.kuta"]).get_absolute_url() + "koreksi/",
        "full_name",
    ),
    "Calon baru": ("staf.sumbatimur", lambda cast: "/calon/baru/", "full_name"),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_begun_on_a_phone_goes_on_elsewhere_without_a_script(form, signed_in, cast, key):
    username, page_of, name = FORMS[form]
    page, client = page_of(cast), signed_in(cast[username])
    opened = client.get(page).content.decode()
    assert f'name="draft_path" value="{page}"' in opened
    saved = keep(client, key, path=page, json=False, simpan_dulu="1", **{name: NAME, "address": ""})
    assert (saved.status_code, saved["Location"]) == (302, "/belum-selesai/")
    laptop = Client()
    laptop.force_login(cast[username], backend="allauth.account.auth_backends.AuthenticationBackend")
    for place in ("/meja/", "/belum-selesai/"):
        shown = laptop.get(place).content.decode()
        assert [
            word for word in (f"{form}: {NAME}", "Chrome di Android", f"{page}?lanjut={key}") if word not in shown
        ] == []
    again = laptop.get(f"{page}?lanjut={key}").content.decode()
    assert [word for word in (f'value="{NAME}"', key, "Dilanjutkan dari yang tersimpan") if word not in again] == []


def test_it_is_sealed_and_its_writers_alone(desk, signed_in, cast, key):
    nik = nik_of()
    assert keep(desk, key, nik=nik, full_name=NAME).json()["version"] == 1
    draft = Draft.objects.get()
    assert (draft.fields, draft.key_version) == ({"nik": nik, "full_name": NAME}, draft.key_version)
    assert nik.encode() not in bytes(draft.sealed)
    other = signed_in(cast["bendesa.kuta"])
    assert NAME not in other.get("/belum-selesai/").content.decode() + other.get("/meja/").content.decode()
    assert NAME not in other.get(f"{INTAKE}?lanjut={key}").content.decode()
    assert other.post(f"/belum-selesai/{key}/buang/").status_code == 404
    assert keep(other, key, full_name="Lain").json()["version"] == 1
    assert sorted(draft.fields["full_name"] for draft in Draft.objects.all()) == ["Lain", NAME]


def test_an_older_one_is_never_written_over_a_newer_and_both_are_shown(desk, key):
    assert keep(desk, key, full_name="Satu").json()["version"] == 1
    assert keep(desk, key, version=1, full_name="Dua").json()["version"] == 2
    told = keep(desk, key, version=1, full_name="Tiga")
    assert (told.status_code, told.json()["state"], told.json()["version"]) == (409, "conflict", 2)
    both = keep(desk, key, version=1, json=False, full_name="Tiga", address="Gang 1")
    page = both.content.decode()
    assert both.status_code == 409
    assert [word for word in ("Nama lengkap", "Dua", "Tiga", "Alamat di desa adat", "Gang 1") if word not in page] == []
    assert Draft.objects.get().fields["full_name"] == "Dua"
    chosen = keep(desk, key, version=2, json=False, tetap="1", full_name="Tiga")
    assert chosen["Location"] == f"{INTAKE}?lanjut={key}"
    assert Draft.objects.get().fields == {"full_name": "Tiga"}


def test_the_same_words_and_the_same_tab_are_no_conflict(desk, key):
    """The answer was lost: the tab that wrote last says the next word with the version it knew."""
    tab = str(uuid.uuid4())
    keep(desk, key, draft_writer=tab, full_name="Satu")
    assert keep(desk, key, full_name="Satu", address="").json()["version"] == 2
    assert keep(desk, key, draft_writer=tab, full_name="Dua").status_code == 409
    keep(desk, key, version=2, draft_writer=tab, full_name="Dua")
    assert keep(desk, key, version=2, draft_writer=tab, full_name="Tiga").json()["version"] == 4


def test_it_ends_when_the_form_is_sent_and_a_late_word_does_not_bring_it_back(desk, key):
    fields = typed()
    keep(desk, key, **fields)
    assert desk.post(INTAKE, fields | {"key": key, "draft_path": INTAKE, "draft_version": "1"}).status_code == 302
    assert (Stay.objects.count(), Draft.objects.count()) == (1, 0)
    keep(desk, key, version=1, **fields)
    assert "Tidak ada yang belum selesai" in desk.get("/belum-selesai/").content.decode()
    assert fields["nik"] not in desk.get(f"{INTAKE}?lanjut={key}").content.decode()


def test_it_is_thrown_away_by_its_writer_and_forgotten_after_a_fortnight(desk, petugas_kuta, key):
    keep(desk, key, full_name=NAME)
    assert desk.post(f"/belum-selesai/{key}/buang/").status_code == 302
    assert Draft.objects.count() == 0
    now = timezone.now()
    for days, name in ((13, "Masih"), (15, "Lewat")):
        keep(desk, str(uuid.uuid4()), full_name=name)
        Draft.objects.filter(saved_at__gte=now).update(saved_at=now - datetime.timedelta(days=days))
    page = desk.get("/belum-selesai/").content.decode()
    assert ("Masih" in page, "Lewat" in page) == (True, False)
    Slot.objects.all().delete()
    purge()
    assert [draft.whose for draft in Draft.objects.all()] == ["Masih"]


def test_the_oldest_make_room(desk, petugas_kuta):
    for number in range(Draft.MOST + 2):
        keep(desk, str(uuid.uuid4()), full_name=f"Nomor {number}.")
    names = [draft.whose for draft in Draft.objects.unfinished(petugas_kuta)]
    assert names == [f"Nomor {number}." for number in range(Draft.MOST + 1, 1, -1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "x"},
        {"key": "\0"},
        {"draft_path": "/meja/"},
        {"draft_path": "/tidak/ada/\0"},
        {"draft_path": "/" * 300},
        {"draft_writer": "x"},
        {"address": "a" * 60_001},
    ],
)
def test_what_is_no_form_is_not_kept(desk, key, wrong):
    body = {"key": key, "draft_path": INTAKE, "draft_version": "9" * 20, "full_name": NAME} | wrong
    assert desk.post("/belum-selesai/", body, headers={"accept": "application/json"}).status_code == 422
    assert desk.post("/belum-selesai/", body)["Location"] == "/belum-selesai/"
    assert Draft.objects.count() == 0


def test_a_correction_that_was_begun_before_another_shows_what_changed(desk, petugas_kuta, key):
    stay = arrive(petugas_kuta)
    page = f"{stay.get_absolute_url()}koreksi/"
    version = desk.get(page).context["form"].version
    body = {"key": key, "draft_path": page, "version": version, "full_name": "Nama Yang Betul", "reason": "Salah ketik"}
    desk.post("/belum-selesai/", body)
    Stay.objects.filter(pk=stay.pk).update(banjar="Temacun")
    again = desk.get(f"{page}?lanjut={key}")
    form = again.context["form"]
    assert (f'value="{version}"' in again.content.decode(), form["full_name"].value()) == (True, "Nama Yang Betul")
    whole = typed(nik="") | {name: form[name].value() or "" for name in ("full_name", "address", "banjar")}
    sent = desk.post(page, whole | {"key": key, "version": version, "reason": "Salah ketik"})
    assert (sent.status_code, Draft.objects.count()) == (409, 1)


def test_the_list_costs_the_same_for_one_and_three(desk, django_assert_num_queries):
    for number in (1, 2):
        for _ in range(number):
            keep(desk, str(uuid.uuid4()), full_name=NAME)
        with django_assert_num_queries(6):
            desk.get("/belum-selesai/")


def test_a_device_is_told_in_words(rf):
    agents = {
        "": "",
        "curl/8": "",
        PHONE: "Chrome di Android",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130.0": "Edge di Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604.1": "Safari di iPhone",
    }
    assert {said: drafts.device_of(rf.get("/", headers={"user-agent": said})) for said in agents} == agents
