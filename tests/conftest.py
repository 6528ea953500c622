"""Real Postgres through the application's own login, real Redis, a real browser against the real server."""

import os
import shutil
import time

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import expect

from harmoni.seeding.accounts import ACCOUNTS, open_accounts
from tests import database
from tests.cast import village

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; the ORM is used beside it
expect.set_options(timeout=20_000)  # two tests, two servers and two browsers share what may be two slow cores
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
pytest_plugins = ["tests.portal"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    with django_db_blocker.unblock():
        database.make()
        yield
        database.drop()


@pytest.fixture(autouse=True, scope="session")
def _emptied_by_the_owner():
    TransactionTestCase._fixture_teardown = lambda self: database.empty()


@pytest.fixture(autouse=True)
def _quick_passwords(request, settings):
    """Where no other process has to read them."""
    if "portal" in request.fixturenames:
        return
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(db):
    """{username: user} of the contract's accounts."""
    return {user.username: user for user in open_accounts()}


def _account(name):
    @pytest.fixture(name=name.replace(".", "_"))
    def account(cast):
        return cast[name]

    return account


for _one in ACCOUNTS:
    globals()[f"_{_one.username}"] = _account(_one.username)


@pytest.fixture
def kuta(db):
    return village("510301/kuta/")


@pytest.fixture
def intaran(db):
    return village("517101/intaran/")


def _sign_in(client, user):
    """As if the password had been given a moment ago."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def desk(client, petugas_kuta):
    """A client at which the officer of Kuta is signed in."""
    return _sign_in(client, petugas_kuta)


@pytest.fixture
def signed_in(client):
    """signed_in(user) -> a client of that person."""

    return lambda user: _sign_in(client, user)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.fail("No browser found. Install Debian's: apt-get install chromium", pytrace=False)
    quiet = ["background-networking", "component-update", "sync", "quic", "gpu"]
    flags = ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in quiet)]
    return {"executable_path": found, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "id-ID", "timezone_id": "Asia/Makassar", "viewport": {"width": 360, "height": 740}}
