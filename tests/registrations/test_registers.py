"""One intake, two registers: each with its number, letter, validity and leaving date."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.letters.models import Document, Series
from harmoni.regions.models import Region
from registrations.residency.changes import correct, depart, renew, undo_departure
from registrations.residency.models import Papers, Registration, Stay, months_after
from registrations.residency.national import accept, reopen, send
from registrations.residency.nonpermanent_letter import issue_nonpermanent_letter
from registrations.residency.register_acts import settle_village
from registrations.residency.registers import cancel_nonpermanent, enter_registers, renew_letter
from registrations.residency.tasks import make_nonpermanent_letter
from tests.cast import arrive, village

KUTA, LEGIAN, SERANGAN = "5103011002", "5103011004", "5171011001"
TODAY = timezone.localdate()


def days(number):
    return TODAY + datetime.timedelta(days=number)


def region(code):
    return Region.objects.get(code=code)


def rows(stay):
    """(tamiu, non-permanent) as the database holds them."""
    tamiu, nonpermanent = Registration.objects.filter(stay=stay).order_by("-register")
    return tamiu, nonpermanent


def test_one_intake_writes_both_books(petugas_kuta):
    tamiu, nonpermanent = rows(arrive(petugas_kuta, village=region(KUTA)))
    assert (tamiu.book, tamiu.number) == ("510301/kuta/", f"0001/STLD/{TODAY.year}")
    assert (nonpermanent.book, nonpermanent.number) == (KUTA, f"0001/NP/{TODAY.year}")
    assert [(row.valid_from, row.valid_until, row.left_on) for row in (tamiu, nonpermanent)] == [
        (TODAY, days(180), None)
    ] * 2
    assert (tamiu.status, nonpermanent.status) == ("", "unprepared")


def test_each_book_counts_its_own(petugas_kuta, petugas_intaran):
    first = arrive(petugas_kuta, village=region(KUTA))
    second = arrive(petugas_kuta, village=region(LEGIAN))
    third = arrive(petugas_intaran, where="517101/intaran/")
    serials = [[row.number[:4] for row in rows(stay)] for stay in (first, second, third)]
    assert serials == [["0001", "0001"], ["0002", "0001"], ["0001", ""]]


def test_an_unknown_kelurahan_is_a_task_and_no_refusal(petugas_kuta):
    stay = arrive(petugas_kuta)
    assert (rows(stay)[1].book, rows(stay)[1].number) == ("", "")
    settle_village(stay=stay, by=petugas_kuta, village=region(LEGIAN))
    assert (rows(stay)[1].book, rows(stay)[1].number) == (LEGIAN, f"0001/NP/{TODAY.year}")
    assert Event.objects.get(verb="kelurahan").place == stay.place


def test_a_kelurahan_of_another_kabupaten_is_none(petugas_kuta):
    assert rows(arrive(petugas_kuta, village=region(SERANGAN)))[1].book == ""


def test_the_usual_kelurahan_stands_in(petugas_kuta):
    Papers.objects.create(customary_village=village(), village_id=KUTA)
    assert rows(arrive(petugas_kuta))[1].book == KUTA


@pytest.mark.parametrize(("months", "until"), [(3, months_after(TODAY, 3)), (6, None), (12, days(364))])
def test_the_letter_of_the_tamiu_holds_for_the_places_months(petugas_kuta, months, until):
    Papers.objects.create(customary_village=village(), months=months, letter_name="Kartu Tamiu", mark="KT")
    stay = arrive(petugas_kuta, planned_until=days(364))
    tamiu, nonpermanent = rows(stay)
    assert (tamiu.valid_until, tamiu.letter_name) == (until or months_after(TODAY, 6), "Kartu Tamiu")
    assert tamiu.number == f"0001/KT/{TODAY.year}"
    assert nonpermanent.valid_until == days(364)
    receipt = Document.objects.get(record=stay.pk)
    assert (receipt.title, receipt.valid_until) == ("Kartu Tamiu", tamiu.valid_until)
    assert receipt.number == stay.registration_number


def test_no_letter_outlasts_the_plan(petugas_kuta):
    Papers.objects.create(customary_village=village(), months=6)
    assert rows(arrive(petugas_kuta, planned_until=days(20)))[0].valid_until == days(20)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-11-30", 3, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-12-15", 12, "2027-12-15")],
)
def test_months_end_where_the_month_does(day, months, then):
    assert str(months_after(datetime.date.fromisoformat(day), months)) == then


def test_the_letter_is_renewed_while_the_plan_stands(petugas_kuta, monkeypatch):
    papers = Papers.objects.create(customary_village=village(), months=3)
    stay = arrive(petugas_kuta, planned_until=days(300))
    with pytest.raises(MoveRefused):
        renew_letter(stay=stay, by=petugas_kuta)
    papers.months = 6
    papers.save()
    renew_letter(stay=stay, by=petugas_kuta)
    assert rows(stay)[0].valid_until == months_after(TODAY, 6)
    assert Stay.objects.get().planned_until == days(300)


def test_a_renewal_prolongs_both_and_asks_for_the_national_one_anew(petugas_kuta):
    stay = arrive(petugas_kuta, village=region(KUTA))
    send(rows(stay)[1], by=petugas_kuta, on=TODAY)
    accept(rows(stay)[1], by=petugas_kuta, on=TODAY, receipt_number="F115-1")
    numbers = [row.number for row in rows(stay)]
    renew(stay=stay, by=petugas_kuta, until=days(300))
    tamiu, nonpermanent = rows(stay)
    assert [row.valid_until for row in (tamiu, nonpermanent)] == [days(300)] * 2
    assert [row.number for row in (tamiu, nonpermanent)] == numbers
    assert (nonpermanent.status, nonpermanent.receipt_number) == ("unprepared", "")


def test_a_departure_closes_both_and_its_undoing_opens_them(petugas_kuta):
    stay = arrive(petugas_kuta)
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert [row.left_on for row in rows(stay)] == [TODAY] * 2
    undo_departure(stay=stay, by=petugas_kuta, reason="Keliru orang")
    assert [row.left_on for row in rows(stay)] == [None] * 2


def test_one_register_may_be_left_while_the_stay_goes_on(petugas_kuta):
    stay = arrive(petugas_kuta, village=region(KUTA))
    issue_nonpermanent_letter(stay=stay, by=petugas_kuta)
    cancel_nonpermanent(stay=stay, by=petugas_kuta, on=TODAY, reason="Pindah menjadi penduduk tetap")
    tamiu, nonpermanent = rows(stay)
    assert (tamiu.left_on, nonpermanent.left_on) == (None, TODAY)
    assert Stay.objects.get().is_here
    assert Document.objects.get(kind="nonpermanent").light == "red"
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    undo_departure(stay=stay, by=petugas_kuta, reason="Keliru orang")
    assert [row.left_on for row in rows(stay)] == [None, TODAY]


def test_a_correction_moves_the_row_and_its_validity(petugas_kuta):
    stay = arrive(petugas_kuta, village=region(KUTA))
    arrive(petugas_kuta, village=region(LEGIAN))
    changes = {"village": region(LEGIAN), "planned_until": days(90)}
    correct(stay=stay, by=petugas_kuta, person={}, changes=changes, reason="Salah tulis")
    tamiu, nonpermanent = rows(stay)
    assert (nonpermanent.book, nonpermanent.number) == (LEGIAN, f"0002/NP/{TODAY.year}")
    assert {tamiu.valid_until, nonpermanent.valid_until} == {days(90)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_until": days(367)},
        {"valid_until": days(-1)},
        {"number": ""},
        {"status": "sent"},
        {"status": "accepted", "sent_on": TODAY},
        {"cancelled_for": "Pindah"},
        {"register": "tamiu"},
    ],
)
def test_the_database_holds_what_is_always_true(petugas_kuta, wrong):
    stay = arrive(petugas_kuta, village=region(KUTA))
    with pytest.raises(IntegrityError), transaction.atomic():
        stay.registrations.filter(register="nonpermanent").update(**wrong)


def test_a_number_stands_once_in_its_book(petugas_kuta):
    first, second = (arrive(petugas_kuta) for _ in range(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        second.registrations.filter(register="tamiu").update(number=rows(first)[0].number)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap(cast):
    def work(_):
        try:
            arrive(cast["petugas.kuta"], village=region(KUTA))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(18)))
    for register in ("tamiu", "nonpermanent"):
        numbers = Registration.objects.filter(register=register).values_list("number", flat=True)
        assert sorted(int(number[:4]) for number in numbers) == list(range(1, 19))


def test_a_number_goes_back_with_its_act(petugas_kuta):
    with transaction.atomic():
        arrive(petugas_kuta)
        transaction.set_rollback(True)
    arrive(petugas_kuta)
    assert Series.objects.get(kind="tamiu").last == 1


def test_many_are_entered_in_three_statements(petugas_kuta):
    stays = [arrive(petugas_kuta, village=region(KUTA)) for _ in range(5)]
    Registration.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        enter_registers(stays)
    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == 3


# --- the national registration -------------------------------------------------------------------------
def test_the_queue_asks_until_it_is_sent(petugas_kuta):
    stay = arrive(petugas_kuta, village=region(KUTA))
    arrive(petugas_kuta, who={"nik": ""})  # without a NIK there is nothing to register yet
    assert list(Stay.objects.unreported()) == [stay]
    send(rows(stay)[1], by=petugas_kuta, on=TODAY)
    assert not Stay.objects.unreported().exists()
    reopen(rows(stay)[1], by=petugas_kuta, reason="Belum jadi dikirim")
    assert list(Stay.objects.unreported()) == [stay]
    assert [event.verb for event in Event.objects.about(stay.pk).order_by("pk")] == [
        "lapor",
        "f115-kirim",
        "f115-ulang",
    ]


def test_nothing_waits_for_the_national_registration(petugas_kuta):
    stay = arrive(petugas_kuta)
    renew(stay=stay, by=petugas_kuta, until=days(200))
    depart(stay=stay, by=petugas_kuta, on=TODAY)
    assert rows(stay)[1].status == "unprepared"


def test_received_before_it_was_sent_is_refused(petugas_kuta):
    stay = arrive(petugas_kuta, arrived_on=days(-9))
    send(rows(stay)[1], by=petugas_kuta, on=days(-1))
    with pytest.raises(MoveRefused, match="lebih awal"):
        accept(rows(stay)[1], by=petugas_kuta, on=days(-2))


def test_only_the_place_follows_it(petugas_kuta, petugas_intaran, kabupaten_badung):
    row = rows(arrive(petugas_kuta))[1]
    for other in (petugas_intaran, kabupaten_badung):
        with pytest.raises(MoveRefused):
            send(row, by=other, on=TODAY)


# --- the letter of the second register -----------------------------------------------------------------
def test_its_letter_says_what_it_is_not(petugas_kuta):
    stay = arrive(petugas_kuta, village=region(KUTA))
    letter = issue_nonpermanent_letter(stay=stay, by=petugas_kuta)
    assert issue_nonpermanent_letter(stay=stay, by=petugas_kuta).pk == letter.pk
    assert (letter.number, letter.issuer) == (f"0001/NP/{TODAY.year}", "Desa Adat Kuta untuk Kelurahan Kuta")
    make_nonpermanent_letter(str(letter.pk))
    letter.refresh_from_db()
    assert bytes(letter.content[:5]) == b"%PDF-"
    renew(stay=stay, by=petugas_kuta, until=days(300))
    letter.refresh_from_db()
    assert letter.light == "yellow"


def test_without_its_kelurahan_there_is_no_letter(petugas_kuta):
    with pytest.raises(MoveRefused):
        issue_nonpermanent_letter(stay=arrive(petugas_kuta), by=petugas_kuta)


def test_stays_from_before_get_their_rows_in_the_order_they_came(petugas_kuta, petugas_intaran):
    stays = [arrive(petugas_kuta) for _ in range(2)] + [arrive(petugas_intaran, where="517101/intaran/")]
    depart(stay=stays[1], by=petugas_kuta, on=TODAY)
    Registration.objects.all().delete()
    Series.objects.all().delete()
    migration = import_module("registrations.residency.migrations.0007_stays_enter_the_registers")
    with connection.cursor() as cursor:
        for statement in (migration.NUMBERED, migration.TAMIU, migration.NONPERMANENT, migration.SERIES):
            cursor.execute(statement)
    numbers = sorted(Registration.objects.filter(register="tamiu").values_list("book", "number"))
    year = TODAY.year
    assert numbers == [
        ("510301/kuta/", f"0001/STLD/{year}"),
        ("510301/kuta/", f"0002/STLD/{year}"),
        ("517101/intaran/", f"0001/STLD/{year}"),
    ]
    assert [row.left_on for row in rows(stays[1])] == [TODAY] * 2
    assert rows(arrive(petugas_kuta))[0].number == f"0003/STLD/{year}"
