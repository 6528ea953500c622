"""Files that leave the portal: counted, agreed to, written by the worker, read back cell by cell, and gone in time."""

import csv
import datetime
import io
import re
import uuid
import zipfile

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from adat.villages.cell_writer import csv_cell, write_cell
from harmoni.accounts.appointing import appoint, end
from harmoni.accounts.models import User
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice, Outbox
from harmoni.notices.outbox import drain
from harmoni.reports import asking
from harmoni.reports.asking import act, seconds_of
from harmoni.reports.models import Export
from harmoni.reports.tasks import expire_export, prepare_export
from harmoni.reports.workflow import MOVES, Status
from harmoni.reports.writing import forget_files
from registrations.people.words import story
from registrations.residency.models import Stay
from tests.cast import arrive, export_of, nik_of

DESK = reverse("reports:desk")
CHOSEN = {"kind": "daftar", "place": "510301/kuta/", "queue": "buku", "since": "", "until": ""}
ASKED = {"format": "csv", "purpose": "report", "purpose_words": "Laporan bulanan kepada desa"}
STARTS = [
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\x00=1"),
    *("＝1+1", "＋1", "－1", "＠SUM", '"=1', "' =1", " =1"),  # noqa: RUF001 - these very signs
]


@pytest.fixture
def few(monkeypatch):
    """Two people already want a second person, so that a test need not make a hundred."""
    monkeypatch.setattr(asking, "MOST_ALONE", 1)


def made(by, **values):
    export = export_of(by, **values)
    prepare_export(str(export.pk))
    export.refresh_from_db()
    return export


def sheet_of(content):
    """Rows of the first sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def unpacked(content):
    """Every byte that a reader of the file could come to."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return text_of(content).encode() if content.startswith(b"%PDF") else content


# --- asking ---------------------------------------------------------------------------------------------


def test_the_count_is_seen_before_anything_is_asked(desk, petugas_kuta, petugas_intaran):
    arrive(petugas_kuta)
    arrive(petugas_intaran, where="517101/intaran/")
    page = desk.get(DESK, CHOSEN)
    assert (page.context["count"], page.context["second"]) == (1, False)
    assert Export.objects.count() == 0
    assert desk.get(DESK, CHOSEN | {"place": "517101/intaran/"}).context.get("count") is None


def test_a_form_sent_twice_is_one_export_and_one_file(desk, petugas_kuta):
    arrive(petugas_kuta)
    form = CHOSEN | ASKED | {"key": str(uuid.uuid4())}
    addresses = {desk.post(DESK, form).url for _ in range(2)}
    drain()
    export = Export.objects.get()
    assert addresses == {export.get_absolute_url()}
    assert (export.status, Outbox.objects.filter(kind="reports.prepare").count()) == (Status.READY, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("purpose", ""),
            ("purpose", "x"),
            ("purpose_words", "pendek"),
            ("purpose_words", "nomor 5311 0122 0398 0003"),
        ),
        *(("format", "exe"), ("kind", "x"), ("place", "517101/intaran/"), ("place", "5103"), ("queue", "x")),
        *(("since", "kemarin"), ("until", "0000-01-01"), ("purpose_words", "\x00" * 20), ("purpose_words", "x" * 201)),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk, petugas_kuta, field, value):
    arrive(petugas_kuta)
    page = desk.post(DESK, CHOSEN | ASKED | {"key": str(uuid.uuid4()), field: value})
    assert (page.status_code, Export.objects.count()) == (422, 0)
    assert field in {**page.context["choice"].errors, **page.context["asked"].errors}


def test_nobody_in_it_is_said_and_not_made(desk):
    page = desk.post(DESK, CHOSEN | ASKED | {"key": str(uuid.uuid4())})
    assert (page.status_code, Export.objects.count()) == (422, 0)
    assert "Tidak ada orang" in page.content.decode()


def test_more_than_a_file_holds_is_refused_in_words(petugas_kuta, monkeypatch):
    monkeypatch.setitem(asking.MOST, "pdf", 0)
    arrive(petugas_kuta)
    with pytest.raises(ValidationError, match="Paling banyak 0 orang"):
        export_of(petugas_kuta, format="pdf")


# --- two persons ----------------------------------------------------------------------------------------


def test_exactly_a_hundred_is_ones_own_affair_and_one_more_is_not(petugas_kuta):
    assert not asking.needs_second(petugas_kuta, 100)
    assert asking.needs_second(petugas_kuta, 101)


def test_many_small_files_in_a_day_count_together(petugas_kuta, few):
    arrive(petugas_kuta)
    first = export_of(petugas_kuta)
    second = export_of(petugas_kuta)
    assert (first.status, second.status) == (Status.PREPARING, Status.WAITING)
    Export.objects.update(asked_at=timezone.now() - datetime.timedelta(hours=25))
    assert export_of(petugas_kuta).status == Status.PREPARING


def test_many_wait_for_another_person_who_gives_a_reason(petugas_kuta, bendesa_kuta, few):
    arrive(petugas_kuta), arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    assert (export.status, [str(user) for user in seconds_of(export)]) == (
        Status.WAITING,
        ["I Nyoman Adnyana", "I Wayan Parwata"],
    )
    assert Outbox.objects.filter(kind="reports.prepare").count() == 0
    assert Notice.objects.addressed_to(bendesa_kuta).get(record=export.pk).done_at is None
    with pytest.raises(MoveRefused):
        act("izinkan", export, by=petugas_kuta, reason="Saya sendiri")
    with pytest.raises(MoveRefused):
        act("izinkan", export, by=bendesa_kuta, reason=" ")
    act("izinkan", Export.objects.get(), by=bendesa_kuta, reason="Untuk rapat desa")
    drain()
    export = Export.objects.get()
    assert (export.status, export.decided_by) == (Status.READY, bendesa_kuta)
    assert Notice.objects.get(record=export.pk).done_by == bendesa_kuta
    decided = Event.objects.about(export.pk).get(verb="izinkan")
    assert (decided.reason, decided.actor_id) == ("Untuk rapat desa", bendesa_kuta.pk)


def test_a_refusal_has_its_reason_and_is_read_by_who_asked(desk, petugas_kuta, bendesa_kuta, few):
    arrive(petugas_kuta), arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    act("tidak-izinkan", export, by=bendesa_kuta, reason="Tujuannya belum jelas")
    page = desk.get(export.get_absolute_url()).content.decode()
    assert "Tujuannya belum jelas" in page
    assert "keberatan kepada Pejabat Pelindungan Data" in page
    assert Outbox.objects.filter(kind="reports.prepare").count() == 0


def test_two_accounts_with_one_address_are_one_person(petugas_kuta, kuta, few):
    arrive(petugas_kuta), arrive(petugas_kuta)
    twin = User.objects.create_user("petugas2.kuta", email=petugas_kuta.email.upper(), full_name="Orang lain")
    appoint(user=twin, role="village_officer", place=kuta, by=None)
    export = export_of(petugas_kuta)
    assert twin not in seconds_of(export)
    with pytest.raises(MoveRefused):
        act("izinkan", export, by=twin, reason="Boleh")


def test_two_accounts_of_one_person_share_the_hundred(petugas_kuta, kuta, few):
    arrive(petugas_kuta)
    twin = User.objects.create_user("petugas2.kuta", email=petugas_kuta.email.upper(), full_name="Orang lain")
    appoint(user=twin, role="village_officer", place=kuta, by=None)
    assert [export_of(by).status for by in (petugas_kuta, twin)] == [Status.PREPARING, Status.WAITING]


def test_a_list_tells_a_village_of_no_clash(petugas_kuta, petugas_intaran):
    nik = nik_of()
    arrive(petugas_intaran, where="517101/intaran/", who={"nik": nik})
    assert arrive(petugas_kuta, who={"nik": nik}).status == "awaiting_match"
    export_of(petugas_kuta, format="csv")
    drain()
    row = rows_of(Export.objects.get().open_content())[-1]
    assert "Tinggal" in row
    assert not [cell for cell in row if "pencocokan" in cell]


def test_the_database_itself_wants_two(petugas_kuta, bendesa_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    for wrong in (
        {"count": 101},
        {"count": 101, "second_needed": True},
        {"decided_by": petugas_kuta},
        {"content": b"x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(**wrong)
    Export.objects.filter(pk=export.pk).update(count=101, second_needed=True, decided_by=bendesa_kuta)


GRID = {
    "izinkan": {"bendesa.kuta", "kabupaten.badung"},
    "tidak-izinkan": {"bendesa.kuta", "kabupaten.badung"},
    "tarik": {"petugas.kuta"},
    **dict.fromkeys(["siapkan", "gagal-ekspor", "hapus-ekspor"], set()),
}


@pytest.mark.parametrize("verb", MOVES)
def test_who_may_move(verb, cast, few):
    arrive(cast["petugas.kuta"]), arrive(cast["petugas.kuta"])
    export = export_of(cast["petugas.kuta"])
    export.status = next(iter(MOVES[verb].sources))
    assert {name for name, user in cast.items() if verb in export.open_moves(user)} == GRID[verb]


def test_the_moves_of_the_portal_are_no_addresses(desk, petugas_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    assert desk.post(f"{export.get_absolute_url()}siapkan/").status_code == 404


# --- writing --------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(petugas_kuta):
    """A newcomer for each first sign, in every field that is typed; NUL is refused by the database itself."""
    for start in STARTS:
        if "\x00" in start:
            continue
        stay = arrive(petugas_kuta, who={"nik": "", "full_name": f"{start} Umbu", "birth_place": start})
        typed = ("address", "banjar", "lodging_name", "responsible_name", "occupation", "employer_name")
        Stay.objects.filter(pk=stay.pk).update(**dict.fromkeys(typed, f"{start} x"))


@pytest.mark.parametrize("kind", ["b4", "daftar"])
def test_the_workbook_has_no_formula_whatever_was_typed(petugas_kuta, hostile, kind):
    content = made(petugas_kuta, kind=kind).open_content()
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    types = set(re.findall(r'<c r="\w+"(?: s="\d+")?(?: t="(\w+)")?><(\w+)', xml))
    assert types == {("s", "v"), ("", "v")}  # shared text, numbers and days: never `f`
    names = {row[2 if kind == "daftar" else 1].removesuffix(" Umbu") for row in sheet_of(content)[2:]}
    assert names == {" ".join(start.split()) for start in STARTS if "\x00" not in start}


@pytest.mark.parametrize("kind", ["b4", "daftar"])
def test_the_csv_has_no_formula_whatever_was_typed(petugas_kuta, hostile, kind):
    rows = rows_of(made(petugas_kuta, kind=kind, format="csv").open_content())
    cells = [cell for row in rows for cell in row if cell]
    assert len([cell for cell in cells if "Umbu" in cell]) == 14
    assert [cell for cell in cells if cell.lstrip('\t\r\n\0 "')[0] in "=+-@＝＋－＠"] == []  # noqa: RUF001


def test_a_sign_that_nobody_sees_is_no_cell():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        write_cell(book.add_worksheet(), 0, 0, "\x00=1+1\u202e")
    assert sheet_of(file.getvalue()) == [["=1+1"]]


@pytest.mark.parametrize("start", STARTS)
def test_a_csv_cell_is_no_formula(start):
    cell = csv_cell(f"{start} Umbu")
    assert cell.startswith("'")
    assert not re.match(r"[\t\r\n\x00]", cell)


def test_what_begins_harmlessly_stays_as_it_was():
    day = datetime.date(2026, 11, 2)
    assert [csv_cell(value) for value in ("I Made", "Br. Pering", 7, day, None, "")] == [
        *("I Made", "Br. Pering", "7", "2026-11-02", "", ""),
    ]


def test_the_list_masks_and_has_real_dates(petugas_kuta):
    nik = nik_of()
    stay = arrive(petugas_kuta, who={"nik": nik})
    trace, heading, row = sheet_of(made(petugas_kuta).open_content())
    assert trace[0].startswith("Ekspor E-")
    assert "Laporan berkala: Laporan bulanan kepada desa" in trace[0]
    assert (row[0], row[2], row[3]) == (1, "Umbu Nggiku Landukara", stay.person.masked_nik)
    assert row[heading.index("Tiba")] == stay.arrived_on
    assert row[heading.index("Asal")] == "Kabupaten Sumba Timur, Nusa Tenggara Timur"
    assert nik.encode() not in unpacked(Export.objects.get().open_content())


def test_b4_has_the_cards_number_only_for_whom_it_may_be_opened(petugas_kuta, kabupaten_badung):
    nik = nik_of()
    arrive(petugas_kuta, who={"nik": nik})
    own = rows_of(made(petugas_kuta, kind="b4", format="csv").open_content())
    theirs = rows_of(made(kabupaten_badung, kind="b4", format="csv").open_content())
    column = own[0].index("Nomor identitas")
    assert (own[1][column], theirs[1][column]) == (nik, f"••••••••••••••{nik[-2:]}")
    assert own[1][own[0].index("Keturunan")] == ""


def test_every_row_of_a_csv_says_where_it_comes_from(petugas_kuta):
    arrive(petugas_kuta), arrive(petugas_kuta)
    export = made(petugas_kuta, format="csv")
    rows = rows_of(export.open_content())
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0][-1] == "Jejak ekspor"
    assert all(export.number in row[-1] and "Ni Made Suartini" in row[-1] for row in rows[1:])


@pytest.mark.parametrize("kind", ["b4", "daftar"])
def test_the_paper_repeats_its_heading_and_its_trace(petugas_kuta, kind):
    name = "Yohanes Baptista Wunda Ndapa Kaleka Hambandima Remi Rambu Anawoli"
    arrive(petugas_kuta, who={"full_name": name})
    arrive(petugas_kuta, who={"full_name": "ᬓ Umbu"})  # a script that is not in the fonts
    for _ in range(40):
        arrive(petugas_kuta)
    export = made(petugas_kuta, kind=kind, format="pdf")
    assert export.status == Status.READY
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(export.open_content())).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "Nama lengkap" in page
        assert f"Halaman {number} dari {len(pages)}" in page
        assert page.count(export.number) == 2
        assert "Laporan berkala" in page
    flat = " ".join(" ".join(pages).split())
    assert name in flat
    assert "? Umbu" in flat


@pytest.mark.parametrize("kind", ["b4", "daftar"])
@pytest.mark.parametrize("format", ["xlsx", "csv", "pdf"])
def test_no_byte_of_another_village_and_no_word_of_the_category(petugas_kuta, petugas_intaran, kind, format):
    asked = {"category_request": "Ia sendiri memintanya", "category_requested_on": timezone.localdate()}
    arrive(petugas_kuta, category="krama_tamiu", **asked)
    there = arrive(
        petugas_intaran,
        where="517101/intaran/",
        who={"full_name": "Kenari Rahasia", "birth_place": "Kenariland"},
        address="Gang Kenari 9",
    )
    found = unpacked(made(petugas_kuta, kind=kind, format=format).open_content()).lower()
    assert b"umbu nggiku" in found
    for canary in (b"kenari", b"intaran", there.registration_number.lower().encode(), b"krama", b"tamiu"):
        assert canary not in found


def test_the_choice_is_frozen_when_it_is_asked_for(petugas_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta, format="csv")
    later = arrive(petugas_kuta)
    assert later.registered_at >= export.asked_at
    prepare_export(str(export.pk))
    assert len(rows_of(Export.objects.get().open_content())) == 2


def test_who_has_left_and_when_they_came_can_be_chosen(petugas_kuta):
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=days) for days in (40, 20)]
    for day in days:
        arrive(petugas_kuta, arrived_on=day)
    assert [
        export_of(petugas_kuta, since=since, until=until).count
        for since, until in ((days[1], None), (None, days[0]), (None, None))
    ] == [1, 1, 2]


def test_a_right_that_ended_before_the_file_stops_it(petugas_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    _dismiss(petugas_kuta)
    prepare_export(str(export.pk))
    export.refresh_from_db()
    assert (export.status, export.content) == (Status.FAILED, None)
    assert Event.objects.filter(verb="ekspor").count() == 0


def test_more_people_than_were_agreed_to_stop_it(petugas_kuta):
    arrive(petugas_kuta)
    export = export_of(petugas_kuta)
    Stay.objects.update(registered_at=export.asked_at - datetime.timedelta(days=1))
    stay = arrive(petugas_kuta)
    Stay.objects.filter(pk=stay.pk).update(registered_at=export.asked_at - datetime.timedelta(days=1))
    prepare_export(str(export.pk))
    assert Export.objects.get().status == Status.FAILED
    assert "bertambah" in Event.objects.get(verb="gagal-ekspor").reason


def test_the_file_is_sealed_and_made_once(petugas_kuta):
    arrive(petugas_kuta)
    export = made(petugas_kuta, format="csv")
    before = bytes(export.content)
    assert b"Umbu" not in before
    prepare_export(str(export.pk))
    assert bytes(Export.objects.get().content) == before
    assert Event.objects.filter(verb="ekspor").count() == 1


# --- being read, and being gone -------------------------------------------------------------------------


def test_each_person_reads_who_exported_them_and_why(desk, petugas_kuta):
    stay = arrive(petugas_kuta)
    export = made(petugas_kuta)
    for _ in range(2):
        desk.post(reverse("reports:download", args=[export.pk]))
    export.refresh_from_db()
    assert export.downloads == 2
    lines = [(str(line.words), line.by, line.reason) for line in story(stay.person_id, fields={})["readings"]]
    why = ("Ni Made Suartini", "Laporan berkala: Laporan bulanan kepada desa")
    assert lines == [*[("Ada dalam berkas yang diunduh", *why)] * 2, ("Ada dalam berkas yang dibuat", *why)]


def test_it_is_fetched_by_who_asked_for_it_alone(signed_in, petugas_kuta, bendesa_kuta):
    arrive(petugas_kuta)
    export = made(petugas_kuta)
    address = reverse("reports:download", args=[export.pk])
    assert signed_in(bendesa_kuta).get(export.get_absolute_url()).status_code == 200
    assert signed_in(bendesa_kuta).post(address).status_code == 404
    answer = signed_in(petugas_kuta).post(address)
    assert answer.content.startswith(b"PK")
    assert answer["Content-Disposition"] == f'attachment; filename="daftar-{export.number}.xlsx"'


def test_without_the_right_it_is_not_there(desk, petugas_kuta, kuta):
    arrive(petugas_kuta)
    export = made(petugas_kuta)
    appoint(user=petugas_kuta, role="mediator", place=None, by=None)
    _dismiss(petugas_kuta)
    assert desk.post(reverse("reports:download", args=[export.pk])).status_code == 403
    assert Export.objects.get().downloads == 0


def test_after_24_hours_nothing_is_left_of_it(desk, petugas_kuta):
    arrive(petugas_kuta)
    export = made(petugas_kuta)
    assert Outbox.objects.get(kind="reports.expire").next_at == export.expires_at
    assert abs(export.expires_at - timezone.now() - datetime.timedelta(hours=24)) < datetime.timedelta(minutes=1)
    expire_export(str(export.pk))
    assert Export.objects.get().content is not None  # too early
    Export.objects.update(expires_at=timezone.now())
    assert desk.post(reverse("reports:download", args=[export.pk])).status_code == 302
    assert Export.objects.get().downloads == 0
    expire_export(str(export.pk))
    export.refresh_from_db()
    assert (export.status, export.content) == (Status.EXPIRED, None)


def test_the_daily_purge_finds_what_the_clock_missed(petugas_kuta):
    arrive(petugas_kuta)
    old, young = made(petugas_kuta), made(petugas_kuta)
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    assert forget_files() == 1
    assert list(Export.objects.exclude(content=None)) == [young]


def test_taken_back_it_is_gone_at_once(petugas_kuta):
    arrive(petugas_kuta)
    export = made(petugas_kuta)
    act("tarik", export, by=petugas_kuta)
    assert list(Export.objects.values_list("status", "content", "size")) == [(Status.WITHDRAWN, None, 0)]


def _dismiss(user):
    end(assignment=user.assignments.first(), until=timezone.localdate() - datetime.timedelta(days=1), by=None)
