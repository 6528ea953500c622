"""Who comes in, how often one may guess, and when one is out again."""

import datetime
import re
import threading
import time
from collections import Counter

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as conf
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from tests.database import NAME, owner_cursor

WRONG = "Nama akun atau kata sandi tidak cocok."
TOO_MANY = "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."


def attempt(client, username, password, **headers):
    return client.post("/masuk/", {"login": username, "password": password}, **headers)


def sign_in(username, client=None):
    client = client or Client()
    answer = attempt(client, username, conf.DEMO_PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/meja/")
    return client


def said(answer):
    """The sentences of the refusal."""
    return [sentence for sentence in (WRONG, TOO_MANY) if sentence in answer.content.decode()]


def guess(username, times, client=None, **headers):
    return [said(attempt(client or Client(), username, f"salah {n}", **headers)) for n in range(times)]


# --- coming in -----------------------------------------------------------------------------------------
def test_the_right_password_leads_to_the_desk(cast, client):
    sign_in("petugas.kuta", client)
    assert client.get("/meja/").status_code == 200


def test_capitals_in_the_name_do_not_matter(cast, client):
    sign_in("Petugas.KUTA", client)


def test_a_closed_account_does_not_come_in(cast, client, petugas_kuta):
    User.objects.filter(pk=petugas_kuta.pk).update(is_active=False)
    assert attempt(client, "petugas.kuta", conf.DEMO_PASSWORD).get("Location") != "/meja/"
    assert client.get("/meja/").status_code == 302


def test_nobody_signs_up(client, db):
    assert client.get("/daftar/").status_code in (302, 404)
    assert client.get("/accounts/signup/").status_code in (302, 404)


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "/\\jahat.example"])
def test_the_way_back_leads_nowhere_else(cast, client, target):
    answer = client.post("/masuk/", {"login": "petugas.kuta", "password": conf.DEMO_PASSWORD, "next": target})
    assert (answer.status_code, answer.get("Location")) in [(302, "/meja/"), (200, None)]


def test_an_unknown_account_and_a_wrong_password_look_alike(cast):
    """Same status, same text, same length, but for the name that was typed and the form's own token."""
    pages = []
    for username in ("petugas.kuta", "petugas.kuto"):
        answer = attempt(Client(), username, "salah")
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        pages.append((answer.status_code, page.replace(username, "-")))
        assert said(answer) == [WRONG]
    assert pages[0] == pages[1]


def test_an_unknown_account_costs_a_hash_too(cast, settings):
    """Otherwise the time of the answer would tell. The default hasher is asked once either way."""
    asked = []

    class Counting(MD5PasswordHasher):
        def encode(self, password, salt):
            asked.append(password)
            return super().encode(password, salt)

    globals()["Counting"] = Counting
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    for username in ("petugas.kuta", "tidak.ada"):
        attempt(Client(), username, "salah")
    assert asked == ["salah", "salah"]


# --- guessing ------------------------------------------------------------------------------------------
def test_after_ten_guesses_even_the_right_password_waits(cast):
    assert guess("petugas.kuta", 10) == [[WRONG]] * 10
    answer = attempt(Client(), "petugas.kuta", conf.DEMO_PASSWORD)
    assert (answer.status_code, said(answer)) == (200, [TOO_MANY])
    sign_in("bendesa.kuta")


def test_an_unknown_account_is_closed_alike(cast):
    assert guess("tidak.ada", 11) == [[WRONG]] * 10 + [[TOO_MANY]]


def test_another_spelling_or_address_is_the_same_account(cast):
    guess("petugas.kuta", 4)
    guess("PETUGAS.kuta", 3, REMOTE_ADDR="203.0.113.7")
    for port in (1, 2, 3):
        guess("petugas.kuta", 1, HTTP_HOST=f"127.0.0.1:{port}")
    assert guess(" petugas.kuta ", 1, HTTP_HOST="localhost:81") == [[TOO_MANY]]


def test_getting_in_does_not_use_up_the_guesses(cast):
    for _ in range(12):
        sign_in("petugas.kuta")
    assert guess("petugas.kuta", 10) == [[WRONG]] * 10


def test_after_a_quarter_of_an_hour_one_may_try_again(cast, monkeypatch):
    guess("petugas.kuta", 11)
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    sign_in("petugas.kuta")


def at_the_same_time(calls):
    """What each of the calls answered, on connections of their own, all let go at once."""
    start, answers = threading.Barrier(len(calls)), []

    def one(call):
        start.wait()
        answers.append(call())
        connection.close()

    threads = [threading.Thread(target=one, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_share_one_count(cast):
    answers = at_the_same_time([lambda: tuple(guess("petugas.kuta", 1)[0])] * 16)
    assert answers == {(WRONG,): 10, (TOO_MANY,): 6}


@pytest.mark.django_db(transaction=True)
def test_a_whole_office_behind_one_address_comes_in_at_once(cast):
    calls = [lambda name=name: attempt(Client(), name, conf.DEMO_PASSWORD).status_code for name in [*cast] * 3]
    assert at_the_same_time(calls) == {302: len(cast) * 3}


def test_the_count_lies_in_postgres(cast, settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    guess("petugas.kuta", 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_limits WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone() == (2,)  # of the account and of the address
        cursor.execute("SELECT count(*) FROM accounts_limits WHERE cache_key LIKE '%%petugas%%'")
        assert cursor.fetchone() == (0,)
    assert guess("petugas.kuta", 1) == [[TOO_MANY]]


@pytest.fixture(params=["ALTER TABLE accounts_limits RENAME TO away", "REVOKE ALL ON accounts_limits FROM harmoni_app"])
def no_limiter(request, transactional_db):
    back = "ALTER TABLE away RENAME TO accounts_limits; " if "RENAME" in request.param else ""
    with owner_cursor(NAME) as owner:
        owner.execute(request.param)
        yield
        owner.execute(back + "GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_limits TO harmoni_app")


@pytest.mark.parametrize("password", [conf.DEMO_PASSWORD, "salah"])
def test_without_the_limiter_nobody_comes_in(no_limiter, cast, password):
    """Closed, and said in a plain page: 503 and when to come again."""
    client = Client(raise_request_exception=False)
    answer = attempt(client, "petugas.kuta", password)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert client.get("/meja/").status_code == 302
    assert Session.objects.count() == 0


# --- being in ------------------------------------------------------------------------------------------
def test_the_session_lies_in_the_database_and_is_new(cast, client):
    client.cookies["sesi"] = "a" * 32  # laid there by somebody else
    sign_in("petugas.kuta", client)
    session = Session.objects.get()
    assert client.cookies["sesi"].value == session.session_key != "a" * 32
    assert session.expire_date < timezone.now() + datetime.timedelta(hours=12, minutes=1)
    cookie = client.cookies["sesi"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"]) == (True, "Lax", "")


def test_signing_out_ends_the_session_for_good(cast, client):
    sign_in("petugas.kuta", client)
    old = client.cookies["sesi"].value
    client.post("/keluar/")
    client.cookies["sesi"] = old
    assert client.get("/meja/").status_code == 302
    assert not Session.objects.filter(session_key=old).exists()


def test_all_other_sessions_end(cast):
    here, there, other = sign_in("petugas.kuta"), sign_in("petugas.kuta"), sign_in("bendesa.kuta")
    assert here.post("/akun/sesi/").status_code == 302
    assert [client.get("/meja/").status_code for client in (here, there, other)] == [200, 302, 200]
    sign_in("petugas.kuta", there)


def test_another_password_ends_all_other_sessions(cast, petugas_kuta):
    there = sign_in("petugas.kuta")
    petugas_kuta.set_password("sandi lain yang panjang")
    petugas_kuta.save()
    assert there.get("/meja/").status_code == 302


def test_an_assignment_that_ended_yesterday_opens_nothing_today(cast, petugas_kuta):
    client = sign_in("petugas.kuta")
    assert client.get("/pendatang/").status_code == 200
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Assignment.objects.filter(user=petugas_kuta).update(until=yesterday)
    assert [client.get(path).status_code for path in ("/meja/", "/pendatang/", "/pendatang/baru/")] == [403] * 3


def test_an_assignment_holds_on_its_last_day_and_not_before_its_first(cast, petugas_kuta):
    client, today = sign_in("petugas.kuta"), timezone.localdate()
    Assignment.objects.filter(user=petugas_kuta).update(until=today)
    assert client.get("/meja/").status_code == 200
    Assignment.objects.filter(user=petugas_kuta).update(since=today + datetime.timedelta(days=1), until=None)
    assert client.get("/meja/").status_code == 403


def test_a_closed_account_is_out_at_its_next_request(cast, petugas_kuta):
    client = sign_in("petugas.kuta")
    User.objects.filter(pk=petugas_kuta.pk).update(is_active=False)
    assert client.get("/meja/").status_code == 302


# --- the second factor ---------------------------------------------------------------------------------
@pytest.fixture
def officers_need_two(settings):
    settings.SECOND_FACTOR_ROLES = [Role.VILLAGE_OFFICER]


def test_a_role_that_needs_it_sets_up_the_second_factor_first(cast, officers_need_two, petugas_kuta):
    client = sign_in("petugas.kuta")
    for path in ("/meja/", "/pendatang/", "/wilayah/?q=kuta"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, "/akun/faktor-kedua/")
    assert client.get("/akun/faktor-kedua/").status_code == 200
    assert client.post("/keluar/").status_code == 302
    TOTP.activate(petugas_kuta, generate_totp_secret())
    client.force_login(petugas_kuta, backend=conf.AUTHENTICATION_BACKENDS[0])
    assert client.get("/meja/").status_code == 200


def test_the_password_alone_is_then_not_enough(cast, officers_need_two, petugas_kuta):
    TOTP.activate(petugas_kuta, generate_totp_secret())
    client = Client()
    answer = attempt(client, "petugas.kuta", conf.DEMO_PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/akun/faktor-kedua/authenticate/")
    assert client.get("/meja/").status_code == 302


def test_other_roles_are_let_through(cast, officers_need_two):
    assert sign_in("bendesa.kuta").get("/meja/").status_code == 200
