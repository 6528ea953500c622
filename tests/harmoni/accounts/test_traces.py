"""Coming in, going out, guessing wrong and changing what opens the door are lines of the history."""

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.conf import settings as conf
from django.test import Client

from harmoni.accounts.models import User
from harmoni.accounts.traces import trace
from harmoni.history.models import Event

SECRET = "rahasia-yang-diketik-di-kolom-salah"


def lines():
    """Verb and account of each line, without the appointments of the cast."""
    found = Event.objects.exclude(verb="angkat").order_by("pk")
    return [(event.verb, event.actor_id) for event in found]


def attempt(client, username, password):
    return client.post("/masuk/", {"login": username, "password": password})


def test_coming_in_and_going_out(client, petugas_kuta):
    attempt(client, "petugas.kuta", conf.DEMO_PASSWORD)
    client.post("/keluar/")
    assert lines() == [("masuk", petugas_kuta.pk), ("keluar", petugas_kuta.pk)]
    assert {event.kind for event in Event.objects.all()} == {Event.Kind.ACT}


def test_a_wrong_password_names_the_account(client, petugas_kuta):
    attempt(client, "PETUGAS.kuta", "salah")
    assert lines() == [("gagal_masuk", petugas_kuta.pk)]
    assert Event.objects.get(verb="gagal_masuk").actor_name == str(petugas_kuta)


def test_what_is_no_account_is_kept_nowhere(client, cast):
    attempt(client, SECRET, SECRET)
    event = Event.objects.get(verb="gagal_masuk")
    assert (event.actor_id, event.actor_name, event.detail) == (None, "", None)
    assert SECRET not in str(list(Event.objects.values()))


def test_a_guess_that_was_not_heard_leaves_no_line(client, cast):
    """The history is not filled by whoever keeps on knocking at a closed door."""
    for _ in range(13):
        attempt(client, "petugas.kuta", "salah")
    assert len(lines()) == 10


def test_another_password(client, petugas_kuta):
    attempt(client, "petugas.kuta", conf.DEMO_PASSWORD)
    new = "sandi lain yang cukup panjang"
    fields = {"oldpassword": conf.DEMO_PASSWORD, "password1": new, "password2": new}
    assert client.post("/akun/sandi/", fields).status_code == 302
    assert lines() == [("masuk", petugas_kuta.pk), ("ganti_sandi", petugas_kuta.pk)]


def test_signing_out_elsewhere(client, petugas_kuta):
    attempt(client, "petugas.kuta", conf.DEMO_PASSWORD)
    client.post("/akun/sesi/")
    assert lines()[1:] == [("keluar_lainnya", petugas_kuta.pk)]


def code_of(secret):
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"


def test_the_second_factor_comes_fails_and_goes(client, petugas_kuta):
    attempt(client, "petugas.kuta", conf.DEMO_PASSWORD)
    client.post("/akun/ulangi/", {"password": conf.DEMO_PASSWORD})
    client.get("/akun/faktor-kedua/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/akun/faktor-kedua/totp/activate/", {"code": code_of(secret)})
    attempt(other := Client(), "petugas.kuta", conf.DEMO_PASSWORD)
    other.post("/akun/faktor-kedua/authenticate/", {"code": "000000"})
    client.post("/akun/faktor-kedua/totp/deactivate/")
    verbs = [verb for verb, actor in lines() if actor == petugas_kuta.pk]
    assert verbs == [
        *("masuk", "tambah_faktor", "tambah_faktor"),  # the app, and its recovery codes
        *("gagal_faktor", "hapus_faktor", "hapus_faktor"),
    ]
    added = Event.objects.filter(verb="tambah_faktor").order_by("pk")
    assert {event.details["factor"] for event in added} == {"totp", "recovery_codes"}
    assert secret not in str([event.details for event in Event.objects.all()])


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_makes_its_own():
    trace("masuk", User.objects.create_user("sendiri"))
    assert [verb for verb, _ in lines()] == ["masuk"]
