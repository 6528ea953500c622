"""Village dues: only on a pararem, only by a published tariff, a receipt for each rupiah, and never a gate."""

import datetime
import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from adat.villages import dues
from adat.villages.due_figures import medians
from adat.villages.models import DuePayment, Pararem, Tariff
from harmoni.accounts.roles import Role
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document
from registrations.residency.changes import renew
from registrations.residency.models import Stay
from tests.cast import arrive, tariff, typed
from tests.test_doors import names

BOOK = "/pendatang/pungutan/"
DAY = datetime.timedelta(days=1)


def paid(by, stay, due, count=1):
    return dues.receive(stay=stay, tariff=due, count=count, by=by)


# --- the ground -----------------------------------------------------------------------------------------
def test_a_payment_is_the_tariff_times_the_count_with_a_receipt(petugas_kuta, bendesa_kuta):
    stay, due = arrive(petugas_kuta), tariff(bendesa_kuta)
    payment = paid(petugas_kuta, stay, due, 3)
    assert (payment.amount, payment.number) == (75_000, f"PGT/0001/kuta/510301/{timezone.localdate().year}")
    receipt = Document.objects.get(record=payment.pk)
    assert (receipt.kind, receipt.number, receipt.subject) == ("dues", payment.number, stay.person_id)
    page = Client().get(receipt.check_path).content.decode()
    for shown in ("Berlaku", "Rp 75.000", "Dudukan: Kebersihan", str(due.pararem), payment.number):
        assert shown in page
    assert "Berlaku sampai" not in page
    assert stay.person.full_name not in page


@pytest.mark.parametrize(
    "change",
    [
        {"published_at": None, "published_by": None},
        {"valid_from": timezone.localdate() + DAY},
        {"valid_until": timezone.localdate() - DAY},
        {"amount": 30_000},
        {"per": "household"},
    ],
)
def test_what_was_published_is_not_rewritten(bendesa_kuta, change):
    due = tariff(bendesa_kuta)
    may = set(change) == {"valid_until"}
    refused = False
    try:
        with transaction.atomic():
            Tariff.objects.filter(pk=due.pk).update(**change)
    except DatabaseError as fault:
        refused = "published_tariff_stays" in str(fault)
    assert refused is not may


def bare(stay, due, by, **values):
    """A row that no verb wrote."""
    row = {"count": 1, "amount": 25_000, "number": str(uuid.uuid4()), "paid_on": timezone.localdate(), **values}
    return DuePayment.objects.create(stay=stay, tariff=due, received_by=by, **row)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": 24_999}, "due_is_not_the_tariff"),
        ({"amount": 25_000, "count": 2}, "due_is_not_the_tariff"),
        ({"paid_on": timezone.localdate() - 8 * DAY}, "due_has_no_tariff_in_force"),
        ({"amount": 0, "count": 0}, "due_is_money"),
    ],
)
def test_the_database_itself_refuses_another_payment(petugas_kuta, bendesa_kuta, values, said):
    stay, due = arrive(petugas_kuta), tariff(bendesa_kuta)
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        bare(stay, due, petugas_kuta, **values)
    assert bare(stay, due, petugas_kuta).pk


def test_no_payment_without_a_published_tariff_in_force(petugas_kuta, bendesa_kuta):
    stay, due = arrive(petugas_kuta), tariff(bendesa_kuta)
    draft = Tariff.objects.create(
        pararem=due.pararem, kind="punia", purpose="-", amount=1, per="person", valid_from=due.valid_from
    )
    ended = tariff(bendesa_kuta, purpose="Lain", valid_until=timezone.localdate() - DAY)
    for one in (draft, ended):
        with pytest.raises(MoveRefused):
            paid(petugas_kuta, stay, one)
    Pararem.objects.filter(pk=due.pararem_id).update(valid_until=timezone.localdate() - DAY)
    with pytest.raises(MoveRefused):
        paid(petugas_kuta, stay, due)
    assert (DuePayment.objects.count(), Document.objects.filter(kind="dues").count()) == (0, 0)


def test_a_tariff_needs_its_pararem(bendesa_kuta):
    with pytest.raises(DatabaseError), transaction.atomic():
        Tariff.objects.create(kind="punia", purpose="-", amount=1, per="person", valid_from=timezone.localdate())


def test_another_villages_tariff_is_none(petugas_kuta, bendesa_kuta, petugas_intaran):
    due = tariff(bendesa_kuta)
    theirs = arrive(petugas_intaran, where="517101/intaran/")
    with pytest.raises(MoveRefused):
        paid(petugas_intaran, theirs, due)
    with pytest.raises(DatabaseError, match="due_of_another_village"), transaction.atomic():
        bare(theirs, due, petugas_kuta)


def test_nought_is_an_answer_and_nothing_is_received_for_it(petugas_kuta, bendesa_kuta, client):
    stay, free = arrive(petugas_kuta), tariff(bendesa_kuta, amount=0)
    with pytest.raises(MoveRefused):
        paid(petugas_kuta, stay, free)
    page = client.get(f"/pungutan/{free.village.pk}/").content.decode()
    assert "nol rupiah" in page
    assert "tidak ada yang boleh diminta" in page


def test_the_officer_who_receives_does_not_publish(petugas_kuta, bendesa_kuta, petugas_intaran):
    due = tariff(bendesa_kuta)
    with pytest.raises(MoveRefused):
        tariff(petugas_kuta)
    with pytest.raises(MoveRefused):
        dues.end_tariff(tariff=due, by=petugas_kuta)
    with pytest.raises(MoveRefused):
        paid(petugas_intaran, arrive(petugas_kuta), due)


def test_a_new_amount_is_a_new_tariff_and_the_old_one_ends(bendesa_kuta):
    old, today = tariff(bendesa_kuta), timezone.localdate()
    new = tariff(bendesa_kuta, amount=20_000, valid_from=today)
    assert list(Tariff.objects.in_force()) == [new]
    assert Tariff.objects.get(pk=old.pk).valid_until == today - DAY


def test_a_tariff_that_has_ended_is_not_brought_back_by_ending_it(bendesa_kuta):
    due, yesterday = tariff(bendesa_kuta), timezone.localdate() - DAY
    Tariff.objects.filter(pk=due.pk).update(valid_until=yesterday)
    dues.end_tariff(tariff=due, by=bendesa_kuta)
    assert Tariff.objects.get(pk=due.pk).valid_until == yesterday
    assert Event.objects.filter(verb="akhiri_tarif").count() == 0


def test_two_amounts_for_the_same_dues_never_stand_together(bendesa_kuta):
    first = tariff(bendesa_kuta)
    with pytest.raises(MoveRefused, match="sudah terbit"):
        tariff(bendesa_kuta, amount=90_000)
    ends = timezone.localdate() + 30 * DAY
    Tariff.objects.filter(pk=first.pk).update(valid_until=ends)
    new = tariff(bendesa_kuta, amount=20_000, valid_from=timezone.localdate())
    assert list(Tariff.objects.in_force()) == [new]


# --- numbers and voiding --------------------------------------------------------------------------------
def test_numbers_have_no_gap_though_some_are_refused_and_voided(petugas_kuta, bendesa_kuta):
    stay, due = arrive(petugas_kuta), tariff(bendesa_kuta)
    first = paid(petugas_kuta, stay, due)
    with transaction.atomic():
        paid(petugas_kuta, stay, due)
        transaction.set_rollback(True)
    dues.void(payment=first, by=bendesa_kuta, reason="Uang dikembalikan")
    second = paid(petugas_kuta, stay, due)
    assert [number.split("/")[1] for number in (first.number, second.number)] == ["0001", "0002"]


def test_a_voided_receipt_is_red_and_stays(petugas_kuta, bendesa_kuta, client):
    payment = paid(petugas_kuta, arrive(petugas_kuta), tariff(bendesa_kuta))
    with pytest.raises(MoveRefused):
        dues.void(payment=payment, by=petugas_kuta, reason="Salah")
    with pytest.raises(MoveRefused):
        dues.void(payment=payment, by=bendesa_kuta, reason=" ")
    dues.void(payment=payment, by=bendesa_kuta, reason="Uang dikembalikan")
    receipt = Document.objects.get(record=payment.pk)
    assert client.get(receipt.check_path).context["light"] == "red"
    assert Event.objects.get(verb="batalkan_pungutan").reason == "Uang dikembalikan"
    with pytest.raises(MoveRefused):
        dues.void(payment=payment, by=bendesa_kuta, reason="Lagi")
    for change in (payment.delete, lambda: DuePayment.objects.update(voided_at=None, voided_by=None, void_reason="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        DuePayment.objects.update(amount=1)
    assert DuePayment.objects.get().void_reason == "Uang dikembalikan"


# --- the pages ------------------------------------------------------------------------------------------
def test_pararem_tariff_and_receipt_by_hand(signed_in, petugas_kuta, bendesa_kuta):
    stay, today = arrive(petugas_kuta), timezone.localdate().isoformat()
    head = signed_in(bendesa_kuta)
    ground = {"key": uuid.uuid4(), "number": "7/2026", "title": "Tamiu", "decided_on": today, "valid_from": today}
    assert head.post(f"{BOOK}pararem/", ground).url == BOOK
    assert head.post(f"{BOOK}pararem/", ground | {"key": uuid.uuid4()}).status_code == 422
    words = {
        "key": uuid.uuid4(),
        "pararem": Pararem.objects.get().pk,
        "kind": "dudukan",
        "purpose": "Kebersihan",
        "amount": "Rp 25.000",
        "per": "person_month",
        "valid_from": today,
    }
    assert head.post(f"{BOOK}tarif/", words).url == BOOK
    body = {"key": uuid.uuid4(), "number": stay.registration_number.lower(), "count": "2"}
    body |= {"tariff": Tariff.objects.get().pk}
    officer = signed_in(petugas_kuta)
    assert "Dudukan: Kebersihan, Rp 25.000 per orang, tiap bulan" in officer.get(f"{BOOK}terima/").content.decode()
    first, again = officer.post(f"{BOOK}terima/", body), officer.post(f"{BOOK}terima/", body)
    assert first.url == again.url
    assert DuePayment.objects.get().amount == 50_000
    page = officer.get(first.url).content.decode()
    assert "Rp 50.000" in page
    assert 'class="receipt-qr"' in page
    assert "Batalkan penerimaan" not in page
    voided = signed_in(bendesa_kuta).post(first.url, {"reason": "Salah tulis"})
    assert (voided.url, DuePayment.objects.get().void_reason) == (first.url, "Salah tulis")


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("pararem", {"number": ""}, "number"),
        ("pararem", {"decided_on": "2999-01-01"}, "decided_on"),
        ("pararem", {"valid_until": "2001-01-01"}, "valid_until"),
        ("tarif", {"amount": "banyak"}, "amount"),
        ("tarif", {"amount": "2,5"}, "amount"),
        ("tarif", {"amount": "9" * 40}, "amount"),
        ("tarif", {"amount": "-5"}, "amount"),
        ("tarif", {"pararem": "x"}, "pararem"),
        ("tarif", {"purpose": "a\0b"}, "purpose"),
        ("terima", {"number": "T-0000-0000"}, "number"),
        ("terima", {"count": "9" * 40}, "count"),
        ("terima", {"tariff": "x"}, "tariff"),
    ],
)
def test_wrong_input_is_said_beside_its_field(signed_in, petugas_kuta, bendesa_kuta, path, wrong, field):
    due, today = tariff(bendesa_kuta), timezone.localdate().isoformat()
    good = {
        "pararem": {"number": "9/2026", "title": "-", "decided_on": today, "valid_from": today},
        "tarif": {"pararem": due.pararem_id, "kind": "iuran", "purpose": "-", "amount": "0", "per": "person"}
        | {"valid_from": today},
        "terima": {"number": arrive(petugas_kuta).registration_number, "tariff": due.pk, "count": "1"},
    }[path]
    answer = signed_in(bendesa_kuta).post(f"{BOOK}{path}/", good | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_another_villages_head_finds_no_tariff_here(signed_in, petugas_intaran, bendesa_kuta, intaran):
    due = tariff(bendesa_kuta)
    petugas_intaran.assignments.create(role=Role.VILLAGE_HEAD, customary_village=intaran)
    head = signed_in(petugas_intaran)
    for pk in (due.pk, uuid.uuid4()):
        assert [head.get(f"{BOOK}tarif/{pk}/akhiri/").status_code] == [404]
        assert [head.post(f"{BOOK}tarif/{pk}/akhiri/").status_code] == [404]
    assert list(Tariff.objects.in_force()) == [due]


def test_a_number_of_another_village_is_not_known(desk, bendesa_kuta, petugas_intaran):
    theirs = arrive(petugas_intaran, where="517101/intaran/")
    body = {"number": theirs.registration_number, "tariff": tariff(bendesa_kuta).pk, "count": "1"}
    answer = desk.post(f"{BOOK}terima/", body)
    assert list(answer.context["form"].errors) == ["number"]


def test_the_receipt_of_who_pays_may_be_scanned(desk, bendesa_kuta, petugas_kuta):
    stay = arrive(petugas_kuta)
    code = f"https://harmoni.example{Document.objects.get(record=stay.pk).check_path}"
    desk.post(
        f"{BOOK}terima/", {"key": str(uuid.uuid4()), "number": code, "tariff": tariff(bendesa_kuta).pk, "count": "1"}
    )
    assert DuePayment.objects.get().stay == stay


def test_anyone_reads_the_tariff_and_its_ground(client, bendesa_kuta, kuta, intaran):
    due = tariff(bendesa_kuta)
    assert [village.pk for village in client.get("/pungutan/").context["villages"]] == [kuta.pk]
    page = client.get(f"/pungutan/{kuta.pk}/").content.decode()
    for shown in ("Rp 25.000", str(due.pararem), "Dudukan tamiu", "gratis", "/lapor/pungutan/"):
        assert shown in page
    assert "Belum ada tarif terbit" in client.get(f"/pungutan/{intaran.pk}/").content.decode()
    found = client.get("/pungutan/", {"q": "intaran"}).context["villages"]
    assert [(village.pk, village.has_tariff) for village in found] == [(intaran.pk, False)]
    assert client.get(f"/pungutan/{uuid.uuid4()}/").status_code == 404
    for text in ("\0", "%", "x" * 500):
        assert client.get("/pungutan/", {"q": text}).status_code == 200


def test_medians_by_regency_name_what_is_far_above(client, bendesa_kuta):
    for number, amount in enumerate((0, 10_000, 20_000, 90_000)):
        last = tariff(bendesa_kuta, amount=amount, purpose=f"Untuk {number}")
    [row] = medians()
    assert (row.regency, row.villages, row.middle, row.highest) == ("Kabupaten Badung", 1, 15_000, 90_000)
    assert row.outliers == [last]
    assert "Rp 15.000" in client.get("/pungutan/perbandingan/").content.decode()


# --- never a gate ---------------------------------------------------------------------------------------
def test_no_form_of_a_stay_mentions_dues_and_no_page_lists_who_has_not_paid(desk, petugas_kuta, bendesa_kuta):
    stay = arrive(petugas_kuta)
    pages = [desk.get(path).content.decode() for path in ("/pendatang/baru/", stay.get_absolute_url())]
    pages.append(desk.get(f"{stay.get_absolute_url()}bukti/").content.decode())
    for page in pages:
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        assert not re.search(r"\b(pungutan|dudukan|punia|iuran|tarif)\b", main, re.I)
    due = tariff(bendesa_kuta)
    assert desk.post("/pendatang/baru/", typed(key=uuid.uuid4())).status_code == 302
    renew(stay=stay, by=petugas_kuta, until=stay.planned_until + DAY)
    paid(petugas_kuta, Stay.objects.exclude(pk=stay.pk).get(), due)
    assert stay.registration_number not in desk.get(BOOK).content.decode()
    assert {name for name in names(get_resolver().url_patterns) if name.startswith("dues:")} == {
        *("dues:published", "dues:comparison", "dues:village", "dues:book", "dues:pararem", "dues:tariff"),
        *("dues:end_tariff", "dues:receive", "dues:payment"),
    }


def test_from_a_stay_no_relation_leads_to_payments():
    assert [field.name for field in Stay._meta.get_fields() if field.related_model is DuePayment] == []


def test_the_application_owns_no_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '^(due|tariff)_' ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["due_ground", "due_stays", "tariff_stays"]
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("ALTER TABLE villages_duepayment DISABLE TRIGGER ALL")
