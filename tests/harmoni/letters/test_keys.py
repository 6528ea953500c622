"""A key for each office and year, only where LETTER_KEY is; its public half for everybody."""

import base64

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from harmoni.letters.engine import LetterError
from harmoni.letters.keys import publish, signing_key
from harmoni.letters.models import VerificationKey


def public(office="5311", year=2026):
    return signing_key(office, year).public_key().public_bytes_raw()


def test_the_same_office_and_year_have_the_same_key_and_no_others():
    assert public() == public()
    assert len({public(), public("5304"), public(year=2027), public("531", 12026)}) == 4


def test_another_secret_gives_other_keys(settings):
    before = public()
    settings.LETTER_KEY = base64.urlsafe_b64encode(bytes(32)).decode()
    assert public() != before


@pytest.mark.parametrize("secret", ["", "kurz", "Zm9v", "ä" * 44])
def test_without_a_whole_secret_nothing_is_signed(settings, secret):
    settings.LETTER_KEY = secret
    with pytest.raises(LetterError, match="LETTER_KEY"):
        signing_key("5311", 2026)


@pytest.mark.django_db
def test_the_public_half_is_published_once():
    for _ in range(2):
        publish("5311", 2026, signing_key("5311", 2026))
    row = VerificationKey.objects.get()
    assert (row.office, row.year, bytes(row.public)) == ("5311", 2026, public())
    assert len(row.kid) == 16


@pytest.mark.django_db
def test_a_revoked_key_is_not_published_anew():
    row = publish("5311", 2026, signing_key("5311", 2026))
    VerificationKey.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    with pytest.raises(LetterError, match="was revoked"):
        publish("5311", 2026, signing_key("5311", 2026))


@pytest.mark.django_db(transaction=True)
def test_it_is_published_with_what_it_signs():
    with pytest.raises(TransactionManagementError):
        publish("5311", 2026, signing_key("5311", 2026))
    with transaction.atomic():
        publish("5311", 2026, signing_key("5311", 2026))
