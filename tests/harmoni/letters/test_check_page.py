"""The check page: what it knows it shows and records; all else looks, answers and costs the same."""

import datetime
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from harmoni.history.models import Event
from harmoni.letters.issuing import revoke
from harmoni.letters.models import Document, Kind, VerificationKey
from tests.cast import arrive
from tests.harmoni.letters.letters import issued, made

UNKNOWN = "/cek/Zk3vQ9xTb1mWc7RrYp2eHg/"
STRANGE = [
    "-",
    "tidak-ada",
    "..",
    "../cek",
    "a.b",
    "a b",
    " ",
    "%",
    "%zz",
    "%2e",
    "a%b",
    "\0",
    "a\0b",
    "\n",
    "a\nb\n",
    "/",
    "//",
    "a/b",
    "a/",
    "/a",
    "ä",
    "\U0001f600",
    "' OR 1=1 --",
    "<script>",
    "{{ 7 }}",
    "x" * 65,
    "x" * 5000,
    "\\",
    "?",
    "#",
    "5311015202980007",
]


def ask(client, path):
    """Status, page and the queries it took."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    queries = [row["sql"] for row in seen if "SAVEPOINT" not in row["sql"]]
    return answer.status_code, answer.content, len(queries)


@pytest.fixture
def letter(db):
    return made()


@pytest.fixture
def words_of(client):
    def look(document):
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(document.check_path).content.decode()).split())

    return look


@pytest.mark.parametrize("strange", STRANGE)
def test_whatever_cannot_be_a_code_is_an_unknown_one(client, db, strange):
    unknown = ask(client, UNKNOWN)
    assert unknown[0] == 200
    assert unknown[2] == 1
    assert b"Tidak dikenal" in unknown[1]
    assert ask(client, f"/cek/{quote(strange, safe='/')}/") == unknown


@pytest.mark.parametrize("raw", ["%FF", "%C3%28", "%ED%A0%80", "a%2Fb", "%2e%2e%2f"])
def test_bytes_that_are_no_text_too(client, db, raw):
    assert ask(client, f"/cek/{raw}/") == ask(client, UNKNOWN)


def test_a_letter_that_is_not_made_is_unknown(client, db):
    letter = issued()
    assert ask(client, letter.check_path) == ask(client, UNKNOWN)
    assert not Event.objects.filter(verb="cek_surat").exists()


@pytest.mark.parametrize(
    "typed",
    [
        *("..", "%", "\0x", "a b/..", "ä", "https://tipu.example/?x=/.."),
        *("T-TDZQ-WDC4", "t tdzq wdc4", "0083/STLD/2026", "Maria Rambu"),
    ],
)
def test_what_is_typed_and_cannot_be_a_code_is_told_so_and_stays(client, db, typed):
    page = client.get("/cek/", {"token": typed})
    assert (page.status_code, b"Ini bukan kode" in page.content) == (422, True)
    assert f'value="{escape(typed.strip(chr(0)))}"' in page.content.decode()


def test_a_paper_slips_number_is_asked_for_too(client, db):
    for typed in ("S-2HF9-2X7B", "s2hf92x7b", "https://x.example/cek/S-2HF9-2X7B/"):
        assert client.get("/cek/", {"token": typed}).status_code == 302


def test_a_pasted_address_finds_its_letter_whatever_stands_behind_the_hash(client, letter):
    for typed in (letter.token, f"http://x.example{letter.check_path}#0oRNogEnBEg", f" {letter.token}/ "):
        assert client.get("/cek/", {"token": typed}).url == letter.check_path
    assert client.get("/cek/", {"token": " "}).status_code == 200


def test_shows_what_to_compare_and_no_more(words_of, letter):
    words = words_of(letter)
    for value in ("Berlaku", "Surat rekomendasi", letter.number, letter.issuer, "M.G.R.A."):
        assert value in words
    for hidden in ("Rambu", "Kambajawa", "1998", "••"):
        assert hidden not in words


def test_every_look_is_a_reading_the_person_can_see(client, letter):
    for _ in range(2):
        client.get(letter.check_path)
    readings = Event.objects.about(letter.subject).filter(verb="cek_surat")
    assert [(one.kind, one.actor_id, one.place) for one in readings] == [("reading", None, "5311")] * 2
    assert readings[0].subjects == [letter.subject, letter.record]


def test_a_look_at_a_receipt_is_a_reading_too(client, petugas_kuta):
    stay = arrive(petugas_kuta)
    assert "Berlaku" in client.get(Document.objects.get(record=stay.pk).check_path).content.decode()
    assert Event.objects.about(stay.pk).filter(verb="cek_surat").count() == 1


def test_a_replaced_letter_leads_to_its_successor_once_that_is_live(client, words_of, letter):
    later = issued(replaces=letter)
    assert "Sudah diganti" in words_of(letter)
    assert "Diganti oleh nomor" not in words_of(letter)
    later = made(replaces=letter)
    assert f"Diganti oleh nomor {later.number}" in words_of(letter)
    assert f'href="{later.check_path}"' in client.get(letter.check_path).content.decode()


def test_expired_and_revoked_are_said(client, words_of, letter):
    Document.objects.filter(pk=letter.pk).update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert "Lewat masa berlaku" in words_of(letter)
    letter.refresh_from_db()
    revoke(letter)
    assert "Dicabut" in words_of(letter)
    assert b"verdict-red" in client.get(letter.check_path).content


# --- the button -------------------------------------------------------------------------------------------
def button(letter):
    return f'href="/pendatang/baru/?surat={letter.token}"'


def test_an_officer_may_register_its_holder(client, desk, letter):
    assert button(letter) in desk.get(letter.check_path).content.decode()
    VerificationKey.objects.all().delete()
    revoke(letter)
    assert "?surat=" not in desk.get(letter.check_path).content.decode()


@pytest.mark.parametrize("kind", [Kind.CERTIFICATE, Kind.RECEIPT])
def test_only_a_recommendation_is_one_to_register_by(desk, petugas_kuta, kind):
    document = made(kind) if kind == Kind.CERTIFICATE else Document.objects.get(record=arrive(petugas_kuta).pk)
    assert "?surat=" not in desk.get(document.check_path).content.decode()


def test_nobody_else_is_offered_it(client, signed_in, letter, provinsi_bali):
    assert "?surat=" not in client.get(letter.check_path).content.decode()
    assert "?surat=" not in signed_in(provinsi_bali).get(letter.check_path).content.decode()


# --- the keys ---------------------------------------------------------------------------------------------
def test_carries_the_public_keys_of_its_office_that_hold(client, letter):
    key = VerificationKey.objects.get()
    VerificationKey.objects.create(kid="ab" * 8, office="5304", year=2026, public=bytes(32))
    VerificationKey.objects.create(kid="cd" * 8, office="5311", year=2025, public=bytes(32), revoked_at=timezone.now())
    carried = re.search(r'data-claim-keys="([^"]*)"', client.get(letter.check_path).content.decode())[1]
    assert [pair.split(":")[0] for pair in carried.split()] == [key.kid]


def test_a_receipt_carries_none(client, petugas_kuta):
    page = client.get(Document.objects.get(record=arrive(petugas_kuta).pk).check_path)
    assert b"data-claim-keys" not in page.content
