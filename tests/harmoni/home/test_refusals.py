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
