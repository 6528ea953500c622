"""Persons leave the house only with a password of the last ten minutes: asking, allowing and fetching an export."""

import time
import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from harmoni.reports import asking
from harmoni.reports.models import Export
from harmoni.reports.tasks import prepare_export
from tests.cast import arrive, export_of

DESK, AGAIN = reverse("reports:desk"), reverse("account_reauthenticate")
FORM = {
    **{"kind": "daftar", "place": "510301/kuta/", "queue": "buku", "since": "", "until": ""},
    **{"format": "csv", "purpose": "report", "purpose_words": "Laporan bulanan kepada desa"},
}


def wait(client, seconds):
    """As if so much time had gone by since the password was given."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds}]
    session.save()


def led_to_password(answer, path):
    return answer.status_code == 302 and answer.url == f"{AGAIN}?next={path.replace('/', '%2F')}"


@pytest.fixture
def officer(client, petugas_kuta, settings):
    """At the desk by the sign-in page itself."""
    petugas_kuta.set_password(settings.DEMO_PASSWORD)
    petugas_kuta.save()
    client.post("/masuk/", {"login": petugas_kuta.username, "password": settings.DEMO_PASSWORD})
    return client


def test_after_ten_minutes_the_password_comes_first_and_nothing_typed_is_lost(officer, petugas_kuta):
    arrive(petugas_kuta)
    form = FORM | {"key": str(uuid.uuid4())}
    wait(officer, 601)
    assert led_to_password(officer.post(DESK, form), DESK)
    assert Export.objects.count() == 0
    wrong = officer.post(f"{AGAIN}?next={DESK}", {"password": "bukan ini", "next": DESK})
    assert (wrong.status_code, led_to_password(officer.post(DESK, form), DESK)) == (200, True)
    back = officer.post(AGAIN, {"password": settings.DEMO_PASSWORD, "next": DESK}, follow=True)
    assert (back.redirect_chain[-1][0], b"Laporan bulanan kepada desa" in back.content) == (DESK, True)
    assert officer.post(DESK, form).url == Export.objects.get().get_absolute_url()


def test_a_fresh_sign_in_is_not_asked_again(officer, petugas_kuta):
    arrive(petugas_kuta)
    wait(officer, 590)
    assert officer.post(DESK, FORM | {"key": str(uuid.uuid4())}).url == Export.objects.get().get_absolute_url()


def test_fetching_asks_too_and_counts_nothing_before(officer, petugas_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    prepare_export(str(export.pk))
    fetch = reverse("reports:download", args=[export.pk])
    wait(officer, 3600)
    assert led_to_password(officer.post(fetch), fetch)
    export.refresh_from_db()
    assert export.downloads == 0
    wait(officer, 0)
    assert officer.post(fetch).status_code == 200


def test_the_second_person_allows_with_a_password_and_refuses_without(
    signed_in, petugas_kuta, bendesa_kuta, monkeypatch
):
    monkeypatch.setattr(asking, "MOST_ALONE", 1)
    for _ in range(2):
        arrive(petugas_kuta)
    one, two = export_of(petugas_kuta), export_of(petugas_kuta)
    head = signed_in(bendesa_kuta)
    wait(head, 3600)
    allow, refuse = (
        f"{export.get_absolute_url()}{verb}/" for export, verb in ((one, "izinkan"), (two, "tidak-izinkan"))
    )
    assert led_to_password(head.post(allow, {"reason": "Diminta camat", "key": uuid.uuid4()}), allow)
    head.post(refuse, {"reason": "Tidak perlu", "key": uuid.uuid4()})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status) == ("waiting", "refused")
