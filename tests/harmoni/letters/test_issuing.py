"""From the act of issuing to the paper: once, sealed, in the log, and unknown before it is signed."""

import datetime
import hashlib
import json

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.letters import claims
from harmoni.letters.issuing import MAKE, ask_for_pdf, issue, revoke
from harmoni.letters.models import Document, Kind, Office, Series, VerificationKey, office_of
from harmoni.letters.tasks import make_letter, paper_of
from harmoni.notices.models import Outbox
from harmoni.notices.outbox import drain
from harmoni.regions.models import Region
from tests.cast import arrive
from tests.harmoni.letters.letters import PRINTED, issued, made, sumba

S = Document.State
LOG = "buat_surat"


def again(letter):
    return Document.objects.get(pk=letter.pk)


@pytest.fixture
def office(db):
    return Office.objects.create(
        region=sumba(),
        government="Pemerintah Kabupaten Sumba Timur",
        name="Dinas Tenaga Kerja",
        address="Jalan Soeharto 42",
        town="Waingapu",
        signer_title="Kepala Dinas",
        signer_number="19700101 199503 1 002",
    )


# --- the office -------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(("code", "name"), [("5311", "Kabupaten Sumba Timur"), ("5371", "Kota Kupang")])
def test_an_office_nobody_wrote_claims_no_more_than_its_name(code, name):
    default = office_of(Region.objects.get(code=code))
    assert default.head == {
        "government": f"Pemerintah {name}",
        "office": "",
        "address": "",
        "town": "",
        "signer_title": "Pejabat yang berwenang",
        "signer_number": "",
    }
    assert Office.objects.count() == 0


def test_a_written_office_is_what_the_letter_prints(office):
    assert office_of(sumba()) == office
    fields = issued().fields
    assert (fields["office"], fields["town"], fields["signer_number"]) == (
        office.name,
        "Waingapu",
        office.signer_number,
    )


# --- issuing ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_letter_has_its_number_place_and_sealed_fields():
    letter = again(issued())
    today = timezone.localdate()
    assert letter.number == f"400.8.4.7/0001/REK/5311/{today.year}"
    assert (letter.place, letter.issuer) == ("5311", "Pemerintah Kabupaten Sumba Timur")
    assert letter.issued_on == today
    assert letter.fields.items() >= PRINTED[Kind.RECOMMENDATION].items()
    assert letter.fields["number"] == letter.number
    assert (letter.fields["birth_year"], letter.fields["demo"]) == (1998, False)
    assert b"Rambu" not in bytes(letter.printed)
    assert (
        letter.canonical
        == json.dumps(letter.fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    )


@pytest.mark.django_db
def test_the_sealed_fields_belong_to_their_row():
    one, other = issued(), issued()
    one.printed = other.printed
    with pytest.raises(Exception, match=str(one.pk)):
        one.fields  # noqa: B018 - reading it is the act


@pytest.mark.django_db(transaction=True)
def test_is_issued_in_the_transaction_of_the_act():
    letter = issued()
    values = {"record": letter.record, "subject": letter.subject, "page": "/", "initials": "M."}
    values |= {"birth_year": None, "valid_until": timezone.localdate(), "printed": {}, "office": sumba()}
    for act in (lambda: issue(kind=Kind.RECOMMENDATION, **values), lambda: revoke(letter), lambda: ask_for_pdf(letter)):
        with pytest.raises(TransactionManagementError):
            act()
    with pytest.raises(ValueError, match="receipt is no signed letter"), transaction.atomic():
        issue(kind=Kind.RECEIPT, **values)


@pytest.mark.django_db
def test_what_fails_leaves_neither_number_nor_letter():
    with transaction.atomic():
        issued()
        transaction.set_rollback(True)
    assert (Series.objects.count(), Document.objects.count(), Outbox.objects.count()) == (0, 0, 0)
    assert "/0001/" in issued().number


@pytest.mark.django_db
def test_a_number_stands_on_one_letter_but_on_many_receipts(petugas_kuta):
    one, other = issued(), issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=other.pk).update(number=one.number)
    receipt = Document.objects.get(record=arrive(petugas_kuta).pk)
    receipt.pk, receipt.token = None, "another"
    receipt._state.adding = True
    receipt.id = Document().id
    receipt.save(force_insert=True)
    assert Document.objects.filter(number=receipt.number).count() == 2


# --- making -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_worker_makes_it_once_and_writes_it_into_the_log():
    letter = issued()
    assert Outbox.objects.get().payload == {"document": str(letter.pk)}
    assert drain() == 1
    first = again(letter)
    for _ in range(2):
        make_letter(str(letter.pk))
    assert bytes(again(letter).content) == bytes(first.content)
    event = Event.objects.get(verb=LOG)
    assert (event.actor_id, event.subjects, event.place) == (None, [letter.subject, letter.record], "5311")
    assert event.details == {
        "number": letter.number,
        "pdf_sha256": hashlib.sha256(first.content).hexdigest(),
        "content_sha256": hashlib.sha256(first.canonical).hexdigest(),
        "key": VerificationKey.objects.get().kid,
    }


@pytest.mark.django_db
def test_made_twice_it_would_be_the_same_bytes():
    letter = made()
    assert paper_of(letter) == bytes(letter.content)
    before = bytes(letter.claim), bytes(letter.content)
    Document.objects.filter(pk=letter.pk).update(claim=None, content=None)
    make_letter(str(letter.pk))
    assert (bytes(again(letter).claim), bytes(again(letter).content)) == before


@pytest.mark.django_db
def test_the_claim_says_what_the_letter_says_and_no_more():
    letter = made()
    said = claims.verify(bytes(letter.claim), VerificationKey.objects.all(), today=timezone.localdate())
    assert said == claims.Claims(
        number=letter.number,
        kind="recommendation",
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        issuer="5311",
        initials="M.G.R.A.",
        birth_year=1998,
        content=hashlib.sha256(letter.canonical).digest(),
    )


@pytest.mark.django_db
def test_without_the_key_the_work_waits(settings):
    letter, secret = issued(), settings.LETTER_KEY
    settings.LETTER_KEY = ""
    assert drain() == 0
    waiting = Outbox.objects.get()
    assert (waiting.state, waiting.last_error) == (Outbox.State.WAITING, "LetterError")
    assert again(letter).content is None
    settings.LETTER_KEY = secret
    Outbox.objects.update(next_at=timezone.now())
    assert drain() == 1
    assert again(letter).is_live


@pytest.mark.django_db
def test_asking_again_revives_what_was_given_up_and_is_one_row():
    letter = issued()
    Outbox.objects.update(state=Outbox.State.DEAD)
    ask_for_pdf(letter)
    assert Outbox.objects.get(kind=MAKE).state == Outbox.State.WAITING


@pytest.mark.django_db
def test_a_claim_does_not_stand_without_its_paper():
    letter = made()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=letter.pk).update(content=None)


# --- replaced, revoked ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_is_not_live_before_it_is_made():
    letter = issued()
    assert not letter.is_live
    assert not Document.objects.live().exists()
    make_letter(str(letter.pk))
    assert again(letter).is_live
    assert Document.objects.live().get().light == "green"


@pytest.mark.django_db
def test_a_new_letter_replaces_the_earlier_one():
    earlier = made()
    later = issued(replaces=earlier)
    earlier = again(earlier)
    assert (earlier.state, earlier.replaced_by, earlier.light) == (S.SUPERSEDED, later, "yellow")
    assert again(later).state == S.VALID


@pytest.mark.django_db
def test_what_is_revoked_stays_red_even_when_replaced():
    letter = made()
    revoke(letter)
    assert (again(letter).state, again(letter).light) == (S.REVOKED, "red")
    issued(replaces=letter)
    assert again(letter).light == "red"


@pytest.mark.django_db
def test_what_was_revoked_before_it_was_made_is_never_signed():
    letter = issued()
    revoke(letter)
    assert drain() == 1
    assert again(letter).claim is None
    assert not Event.objects.filter(verb=LOG).exists()


@pytest.mark.django_db
def test_a_letter_grows_old():
    letter = made(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert (letter.expired, letter.light) == (True, "yellow")
