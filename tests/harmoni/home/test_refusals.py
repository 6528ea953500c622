"""What a person reads who cannot go on: what happened and what to do now, in one frame."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from harmoni.accounts.models import User

NO_ROLE = "Akun ini belum diberi peran. Hubungi administrator Anda."


def test_an_account_without_a_role_is_told_so(signed_in, db):
    answer = signed_in(User.objects.create_user("tanpa.peran")).get("/meja/")
    page = answer.content.decode()
    assert (answer.status_code, NO_ROLE in page) == (403, True)
    assert 'href="/akun/"' in page


def test_whoever_has_a_role_reads_the_other_page(signed_in, admin):
    answer = signed_in(admin).get("/pendatang/")
    assert answer.status_code == 403
    assert NO_ROLE not in answer.content.decode()


def test_a_form_without_its_token_is_sent_again_from_where_it_was(db):
    """Loading the page anew would empty what was typed."""
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"login": "a", "password": "b"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Kembali, lalu kirim lagi" in page
    assert "muat ulang" not in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429"])
def test_each_says_its_code_and_leads_on(name):
    page = render_to_string(f"{name}.html")
    assert f"Kode\n      {name[:3]}" in page
    assert page.count("<h1>") == 1
    assert 'class="btn btn-primary" href="/"' in page


@pytest.mark.parametrize("path", ["/%00/", "/cek/%00/", "/dasbor/510301%00/", "/data/51%00/", "/pendatang/?antre=%00"])
def test_a_nul_in_an_address_is_nothing_and_in_a_question_left_out(signed_in, kabupaten_badung, client, path):
    for reader in (signed_in(kabupaten_badung), client):
        answer = reader.get(path)
        assert answer.status_code in ((200, 302) if "?" in path else (404,))


def test_a_question_loses_its_nul_and_nothing_else(signed_in, petugas_kuta):
    page = signed_in(petugas_kuta).get("/pendatang/penginapan/?q=me%00lati%2500")
    assert (page.status_code, page.context["q"]) == (200, "melati%00")
