"""What may go wrong with a whole sheet: rows mended on the page, a breaker that stops it, a batch taken back."""

import datetime
import resource
import signal
import uuid

import pytest
from django.db import OperationalError
from django.utils import timezone

from adat.villages.checking import take
from adat.villages.models import Sheet
from harmoni.history.models import Event
from harmoni.letters.models import Document
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from registrations.people.models import Person, PossibleDuplicate, Presence
from registrations.residency.changes import renew
from registrations.residency.models import Stay
from registrations.residency.workflow import Status
from tests.adat.villages.import_files import newcomer, workbook
from tests.adat.villages.test_import import dry_run, faults_of, figure_on, figures, save, send, work
from tests.cast import arrive, nik_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def again(sheet):
    return Sheet.objects.get(pk=sheet.pk)


def mend(client, sheet, number, key=None, **typed):
    address = f"{sheet.get_absolute_url()}baris/{number}/"
    return client.post(address, {"key": key or str(uuid.uuid4()), **typed})


def undo(client, sheet, reason="Lembar desa lain", key=None):
    return client.post(f"{sheet.get_absolute_url()}batalkan/", {"key": key or str(uuid.uuid4()), "reason": reason})


def saved(client, rows):
    sheet = dry_run(client, workbook(rows))
    save(client, sheet)
    work()
    return again(sheet)


# --- mending -------------------------------------------------------------------------------------------------


def test_a_bad_row_is_mended_on_its_page_and_saved(desk, petugas_kuta):
    sheet = dry_run(desk, workbook([newcomer(), newcomer(sex="X", birth_date="31-02-1998")]))
    page = desk.get(f"{sheet.get_absolute_url()}baris/3/").content.decode()
    assert 'value="31-02-1998"' in page
    assert "Tanggal ini tidak ada di kalender" in page
    half = mend(desk, sheet, 3, sex="P", birth_date="31-02-1998")
    assert half.url == f"{sheet.get_absolute_url()}baris/3/"
    assert faults_of(sheet) == [("D3", "birth_date")]
    whole = mend(desk, sheet, 3, birth_date="12-02-1998")
    assert whole.url == sheet.get_absolute_url()
    assert figures(desk, sheet) == [2, 2, 0, 0]
    save(desk, sheet)
    work()
    assert Stay.objects.count() == 2
    assert [event.verb for event in Event.objects.about(sheet.pk)].count("perbaiki_baris") == 2


def test_what_was_mended_lies_sealed(desk):
    sheet, nik = dry_run(desk, workbook([newcomer(nik="531")])), nik_of("P")
    mend(desk, sheet, 2, nik=nik)
    row = sheet.rows.get()
    assert (row.good, row.values["nik"]) == (True, nik)
    assert nik.encode() not in bytes(row.values_sealed)


def test_rows_mended_after_the_saving_are_saved_by_a_second_press(desk):
    sheet = saved(desk, [newcomer(), newcomer(sex="X")])
    assert figures(desk, sheet) == [2, 1, 1, 1]
    mend(desk, sheet, 3, sex="P")
    assert "Simpan 1 baris" in desk.get(sheet.get_absolute_url()).content.decode()
    save(desk, sheet)
    work()
    assert figures(desk, sheet) == [2, 2, 0, 2]


def test_mending_cannot_bring_a_nik_in_twice(desk):
    first = newcomer()
    sheet = dry_run(desk, workbook([first, newcomer(sex="X")]))
    mend(desk, sheet, 3, sex="P", nik=first["nik"])
    assert faults_of(sheet) == [("A3", "nik")]


@pytest.mark.parametrize("typed", [{"full_name": "\0" * 9}, {"birth_date": "9" * 400}, {"nik": "💥"}, {"sex": ""}])
def test_nonsense_typed_into_a_row_is_a_fault_of_the_row(desk, typed):
    sheet = dry_run(desk, workbook([newcomer(sex="X")]))
    assert mend(desk, sheet, 2, **typed).status_code == 302
    assert sheet.rows.get().good is False


def test_only_who_may_open_numbers_mends(desk, signed_in, petugas_intaran, provinsi_bali):
    sheet = dry_run(desk, workbook([newcomer(sex="X")]))
    address = f"{sheet.get_absolute_url()}baris/2/"
    assert signed_in(petugas_intaran).get(address).status_code == 404
    assert signed_in(provinsi_bali).get(address).status_code in (403, 404)


def test_a_good_or_unknown_row_has_no_page(desk):
    sheet = dry_run(desk, workbook([newcomer()]))
    assert [desk.get(f"{sheet.get_absolute_url()}baris/{number}/").status_code for number in (2, 9)] == [404, 404]


# --- two lanes ---------------------------------------------------------------------------------------------------


def test_a_nik_that_stands_twice_in_rows_of_two_lanes_is_found(desk, petugas_kuta, monkeypatch):
    monkeypatch.setattr("adat.villages.reading.PART", 4)
    nik, others = nik_of("P"), [newcomer() for _ in range(8)]
    answer = send(desk, workbook([newcomer(nik=nik), *others, newcomer(nik=nik)]))
    drain(kind="villages.read")
    sheet = Sheet.objects.get(pk=answer.url.split("/")[-2])
    take(sheet.parts.last())  # the other lane was quicker
    work()
    assert (again(sheet).state, [row.number for row in sheet.rows.bad()]) == ("checked", [11])
    assert sheet.rows.bad().get().faults == [["A11", "nik", "NIK yang sama sudah ada di baris 2."]]


def test_two_lanes_take_each_row_once(desk, monkeypatch):
    monkeypatch.setattr("adat.villages.saving.CHUNK", 2)
    sheet = saved(desk, [newcomer() for _ in range(7)])
    assert (sheet.state, Stay.objects.count()) == ("saved", 7)
    steps = Outbox.objects.filter(kind="villages.save_sheet")
    assert {row.payload["lane"] for row in steps} == {0, 1}
    assert sheet.rows.to_save().count() == 0


# --- the breaker ---------------------------------------------------------------------------------------------


def test_half_of_them_double_stops_the_sheet(desk, petugas_kuta):
    rows = [newcomer() for _ in range(6)]
    for row in rows[:3]:
        arrive(petugas_kuta, who={"nik": row["nik"]})
    sheet = dry_run(desk, workbook(rows))
    assert (sheet.state, sheet.fault[:22]) == ("stopped", "3 dari 6 baris ganda: ")
    page = desk.get(sheet.get_absolute_url()).content.decode()
    assert sheet.fault in page
    assert "simpan/" not in page
    save(desk, sheet)
    work()
    assert Stay.objects.count() == 3


def test_fewer_than_half_do_not(desk, petugas_kuta):
    rows = [newcomer() for _ in range(6)]
    for row in rows[:2]:
        arrive(petugas_kuta, who={"nik": row["nik"]})
    assert dry_run(desk, workbook(rows)).state == "checked"


def test_one_person_more_than_five_times_stops_it_and_five_times_does_not(desk):
    nik, others = nik_of("P"), [newcomer() for _ in range(20)]
    assert dry_run(desk, workbook([newcomer(nik=nik) for _ in range(5)] + others)).state == "checked"
    sheet = dry_run(desk, workbook([newcomer(nik=nik) for _ in range(6)] + others))
    assert (sheet.state, sheet.fault[:26]) == ("stopped", "Satu NIK tertulis 6 kali d")


def test_a_stopped_sheet_that_was_mended_may_be_saved(desk, petugas_kuta):
    rows = [newcomer() for _ in range(4)]
    for row in rows[:2]:
        arrive(petugas_kuta, who={"nik": row["nik"]})
    sheet = dry_run(desk, workbook(rows))
    assert sheet.state == "stopped"
    mend(desk, sheet, 2, nik=nik_of("P"))
    assert again(sheet).state == "checked"


# --- taking back ---------------------------------------------------------------------------------------------


def test_a_whole_sheet_is_taken_back_and_nothing_is_deleted(desk, petugas_kuta):
    sheet = saved(desk, [*(newcomer() for _ in range(3)), newcomer(sex="X")])
    assert PossibleDuplicate.objects.awaiting().count() == 3
    assert undo(desk, sheet).status_code == 302
    work()
    stays = Stay.objects.all()
    assert {stay.status for stay in stays} == {Status.CANCELLED}
    assert (stays.count(), Person.objects.count()) == (3, 3)
    assert set(Document.objects.values_list("state", flat=True)) == {"revoked"}
    assert Presence.objects.filter(until=None).count() == 0
    assert (Notice.objects.open().count(), PossibleDuplicate.objects.count()) == (0, 0)
    last = Event.objects.about(stays[0].person_id).first()
    assert (last.verb, last.reason, last.actor_id) == ("batal-impor", "Lembar desa lain", petugas_kuta.pk)
    page = desk.get(sheet.get_absolute_url())
    assert "3 catatan ditutup" in page.content.decode()
    assert "Perbaiki baris" not in page.content.decode()
    assert figure_on(page, "import.saved") == 3


def test_what_was_touched_since_is_left_and_named(desk, petugas_kuta):
    sheet = saved(desk, [newcomer(full_name="Rambu Satu"), newcomer(full_name="Rambu Dua")])
    touched = Stay.objects.get(person__full_name="Rambu Dua")
    renew(stay=touched, by=petugas_kuta, until=TODAY + datetime.timedelta(days=300))
    undo(desk, sheet)
    work()
    found = dict(Stay.objects.values_list("person__full_name", "status"))
    assert found == {"Rambu Satu": "cancelled", "Rambu Dua": "active"}
    page = desk.get(sheet.get_absolute_url()).content.decode()
    assert "1 catatan sudah diubah sejak disimpan" in page
    assert touched.get_absolute_url() in page


def test_undoing_twice_is_once_and_needs_a_reason(desk):
    sheet = saved(desk, [newcomer()])
    assert undo(desk, sheet, reason="").status_code == 422
    key = str(uuid.uuid4())
    assert [undo(desk, sheet, key=key).status_code for _ in range(2)] == [302, 302]
    work()
    undo(desk, sheet)
    work()
    assert Event.objects.filter(verb="batal-impor").count() == 1


def test_after_a_day_it_is_too_late(desk):
    sheet = saved(desk, [newcomer()])
    Sheet.objects.update(saved_at=timezone.now() - datetime.timedelta(hours=25))
    assert "batalkan/" not in desk.get(sheet.get_absolute_url()).content.decode()
    undo(desk, sheet)
    work()
    assert Stay.objects.get().status == Status.ACTIVE


def test_a_row_that_is_mended_later_does_not_reopen_the_rest(desk):
    """Who has lived here for a month is not taken off the book because somebody saved one more row today."""
    sheet = saved(desk, [newcomer(full_name="Rambu Lama"), newcomer(full_name="Rambu Baru", sex="X")])
    Stay.objects.update(registered_at=timezone.now() - datetime.timedelta(days=30))
    mend(desk, sheet, 3, sex="P")
    save(desk, sheet)
    work()
    undo(desk, again(sheet))
    work()
    found = dict(Stay.objects.values_list("person__full_name", "status"))
    assert found == {"Rambu Lama": "active", "Rambu Baru": "cancelled"}


def test_a_stay_that_waited_elsewhere_becomes_active(desk, petugas_intaran):
    row = newcomer()
    sheet = saved(desk, [row])
    waiting = arrive(petugas_intaran, where="517101/intaran/", who={"nik": row["nik"]})
    assert waiting.status == Status.AWAITING_MATCH
    undo(desk, sheet)
    work()
    waiting.refresh_from_db()
    assert waiting.status == Status.ACTIVE


def test_the_same_people_can_come_again(desk):
    row = newcomer()
    undo(desk, saved(desk, [row]))
    work()
    saved(desk, [row])
    assert sorted(Stay.objects.values_list("status", flat=True)) == ["active", "cancelled"]


def test_the_button_of_a_whole_sheet_is_on_no_record(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    page = desk.get(stay.get_absolute_url()).content.decode()
    assert "batal-impor" not in page
    assert desk.post(f"{stay.get_absolute_url()}batal-impor/", {"reason": "x"}).status_code == 404


# --- the disk is full ----------------------------------------------------------------------------------------


def test_a_large_upload_needs_no_room_on_the_disk(desk):
    """No file may grow by a byte: the sheet stays in memory until the database has it."""
    content, before = b"nik;nama\r\n" + b"x" * 9_000_000, resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        assert send(desk, content, "besar.csv").status_code == 302
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_database_that_cannot_grow_says_so_and_keeps_nothing_half(desk, monkeypatch):
    def full(*_arguments, **_values):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr("adat.villages.uploading.post_urgent", full)
    answer = send(desk, workbook([newcomer()]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert Sheet.objects.count() == 0
