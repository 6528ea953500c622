"""What was typed into any form of a stay survives a sign-in that ran out in the middle of it."""

import datetime
import uuid

import pytest
from django.utils import timezone

from registrations.residency.referring import refer
from registrations.residency.requesting import request_correction
from registrations.residency.transferring import propose_transfer
from tests.cast import arrive, issued, nik_of

TODAY = timezone.localdate()
DAY = (TODAY + datetime.timedelta(days=77)).isoformat()
WORD = "Kata yang sudah diketik"


def of_a_stay(verb, **body):
    """(who, path, what is posted), made of a stay in Kuta."""

    def form(cast, intaran):
        stay = arrive(cast["petugas.kuta"])
        return "petugas.kuta", f"{stay.get_absolute_url()}{verb}/", body

    return form


def referral(cast, intaran):
    asked = refer(stay=arrive(cast["petugas.kuta"]), service="school", need="-", by=cast["petugas.kuta"])
    return "kabupaten.badung", f"{asked.get_absolute_url()}jawab/", {"answer": WORD}


def coming(verb, body):
    def form(cast, intaran):
        stay = arrive(cast["petugas.kuta"])
        transfer = propose_transfer(stay=stay, village=intaran, by=cast["petugas.kuta"], on=TODAY)
        return "petugas.intaran", f"/pendatang/pindah/{transfer.pk}/{verb}/", body

    return form


def asked_for(cast, intaran):
    stay = arrive(cast["petugas.kuta"])
    asked = request_correction(stay=stay, asker="person", field="banjar", value="Temacun", reason="-")
    return "petugas.kuta", f"{asked.get_absolute_url()}tolak-koreksi/", {"reason": WORD}


def by_the_regency(cast, intaran):
    stay = arrive(cast["petugas.kuta"])
    return "kabupaten.badung", f"{stay.get_absolute_url()}minta-koreksi/", {"field": "banjar", "value": WORD}


def by_the_origin(cast, intaran):
    nik = nik_of()
    candidate = issued(cast["staf.sumbatimur"], cast["kepala.sumbatimur"], who={"nik": nik})
    arrive(cast["petugas.kuta"], who={"nik": nik})
    return "staf.sumbatimur", f"/calon/menyusul/{candidate.pk}/perbaikan/", {"reason": WORD}


FORMS = {
    "perpanjang": of_a_stay("perpanjang", planned_until=DAY),
    "pulang": of_a_stay("pulang", departed_on="2026-01-31"),
    "pindah": of_a_stay("pindah", village="Intaran", leaving_on=DAY, reason=WORD),
    "urus-skpwni": of_a_stay("urus-skpwni", settling_due=DAY),
    "koreksi": of_a_stay("koreksi", full_name=WORD, reason="Salah ketik"),
    "rujuk": of_a_stay("rujuk", service="school", need=WORD),
    "buka": of_a_stay("buka", field="nik", reason=WORD),
    "jawab rujukan": referral,
    "terima": coming("terima", {"arrived_on": TODAY.isoformat(), "address": WORD}),
    "tidak-datang": coming("tidak-datang", {"reason": WORD}),
    "tolak perbaikan": asked_for,
    "minta perbaikan": by_the_regency,
    "minta perbaikan dari asal": by_the_origin,
}


@pytest.mark.parametrize("name", FORMS)
def test_it_is_there_again_after_signing_in(client, cast, intaran, name):
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    who, path, body = FORMS[name](cast, intaran)
    client.force_login(cast[who], backend=backend)
    client.get("/meja/")
    del client.cookies["sesi"]
    key = str(uuid.uuid4())
    assert client.post(path, body | {"key": key}).status_code == 302
    client.force_login(cast[who], backend=backend)
    page = client.get(path, follow=True).content.decode()
    assert [text for text in body.values() if text not in page] == []
    if name not in ("koreksi", "buka"):
        assert key in page
