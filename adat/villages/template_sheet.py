"""The sheet that officers fill in: one heading a field, an example row, and a page of instructions."""

import csv
import datetime
import io

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.villages.cells import DATES
from adat.villages.columns import FIELDS, heading_of, is_required, label_of
from registrations.residency.forms import NewcomerForm

ROWS = 5000  # rows that carry the lists and formats
INDIGO, SOFT, GREY = "#27397a", "#e9ecf6", "#6a6f7c"
EXAMPLE = dict.fromkeys(FIELDS, "") | {
    "nik": "5311015203980003",
    "full_name": "Contoh: Maria Rambu Ana",
    "sex": "Perempuan",
    "birth_place": "Waingapu",
    "birth_date": "1998-03-12",
    "phone": "081234567890",
    "origin_village": "5311011001",
    "education": "SLTA/sederajat",
    "marital_status": "Belum kawin",
    "address": "Jl. Contoh 12",
    "village": "5103011002",
    "banjar": "Banjar Contoh",
    "lodging_name": "Kos Contoh",
    "responsible_name": "I Made Contoh",
    "purpose": "Bekerja",
    "occupation": "Juru masak",
    "arrived_on": "2026-11-02",
    "planned_until": "2027-05-01",
}
HELP = {
    "nik": gettext_lazy("16 angka pada KTP, ditulis sebagai teks. Kosongkan bila belum punya KTP."),
    "without_nik": gettext_lazy("ya bila tidak ada atau tidak membawa KTP; ia mendapat nomor sementara."),
    "phone": gettext_lazy("Contoh: 0812 3456 7890."),
    "kk_number": gettext_lazy("16 angka pada kartu keluarga, ditulis sebagai teks."),
    "origin_village": gettext_lazy("Kode Kemendagri (10 angka), atau nama: Kambajawa, Sumba Timur."),
    "planned_until": gettext_lazy("Tanggal, paling lama satu tahun dari sekarang; dapat diperpanjang."),
    "letter_token": gettext_lazy("Kosongkan bila tidak ada. Tanpa surat pun diterima."),
    "village": gettext_lazy("Kode Kemendagri (10 angka) atau nama desa/kelurahan di Bali. Boleh kosong."),
    "category": gettext_lazy("Kosongkan: semua dicatat sebagai tamiu. Golongan lain hanya atas permintaan orangnya."),
}


def choices_of(name: str) -> list[str]:
    """The words a cell of this column may hold; none where anything may be written."""
    if name == "without_nik":
        return ["ya", "tidak"]
    choices = getattr(NewcomerForm.base_fields[name], "choices", [])
    return [str(label) for code, label in choices if code]


def help_of(name: str) -> str:
    if name in HELP:
        return str(HELP[name])
    if name in DATES:
        return _("Tanggal, contoh 31-12-2026.")
    if choices := choices_of(name):
        return _("Salah satu dari: %(choices)s.") % {"choices": ", ".join(choices)}
    return _("Teks.")


def csv_template() -> bytes:
    """With semicolons and a byte order mark, as Indonesian Excel opens it by a double click."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading_of(name) for name in FIELDS)
    writer.writerow(EXAMPLE[name] for name in FIELDS)
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    return workbook_of([EXAMPLE], guide=True)


def workbook_of(rows: list[dict[str, str]], *, faults: list[str] | None = None, guide: bool = False) -> bytes:
    """The template with these rows; `faults` adds a last column. Nothing becomes a formula."""
    file = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, settings) as book:
        sheet = book.add_worksheet("Pendatang")
        _head(book, sheet)
        _fill(book, sheet, rows)
        if faults is not None:
            _say(book, sheet, faults)
        if guide:
            _guide(book)
    return file.getvalue()


def _head(book, sheet):
    cell = book.add_format({"text_wrap": True, "valign": "top", "bg_color": SOFT, "bottom": 2})
    bold = book.add_format({"bold": True, "font_color": INDIGO})
    small = book.add_format({"font_size": 8, "font_color": GREY})
    for column, name in enumerate(FIELDS):
        label = f"{label_of(name)}{' *' if is_required(name) else ''}"
        sheet.write_rich_string(0, column, bold, label, small, f"\n({name})", cell)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 0)


def _fill(book, sheet, rows):
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
    for column, name in enumerate(FIELDS):
        width = 22 if name in ("nik", "full_name", "kk_number", "address") else 17
        sheet.set_column(column, column, width, day if name in DATES else text)
        if choices := choices_of(name):
            _offer(sheet, column, choices)
    for number, row in enumerate(rows, 1):
        for column, name in enumerate(FIELDS):
            _write(sheet, number, column, row.get(name, ""), day if name in DATES else text)


def _offer(sheet, column, choices):
    rule = {"validate": "list", "source": choices, "error_type": "warning"}
    sheet.data_validation(1, column, ROWS, column, rule)


def _write(sheet, number, column, value, shape):
    """A day as Excel's day, all else as text, so that no digit is lost."""
    try:
        day = datetime.datetime.strptime(value, "%Y-%m-%d") if len(value) == 10 else None
    except ValueError:
        day = None
    if day and shape.num_format != "@" and day.year > 1900:
        sheet.write_datetime(number, column, day, shape)
    elif value:
        sheet.write_string(number, column, value, shape)


def _say(book, sheet, faults):
    red = book.add_format({"font_color": "#a3332a", "text_wrap": True})
    bold = book.add_format({"bold": True, "font_color": "#a3332a", "bg_color": SOFT, "bottom": 2})
    sheet.set_column(len(FIELDS), len(FIELDS), 80)
    sheet.write_string(0, len(FIELDS), _("Kesalahan"), bold)
    for number, sentence in enumerate(faults, 1):
        sheet.write_string(number, len(FIELDS), sentence, red)


def _guide(book):
    sheet = book.add_worksheet("Petunjuk")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "font_color": INDIGO, "valign": "top"})
    lines = [
        _("Isi satu orang di satu baris lembar Pendatang, mulai baris 3. Baris contoh boleh dihapus."),
        _("Kolom bertanda * wajib diisi. Kolom lain boleh kosong, urutan kolom bebas."),
        _("Layanan ini tidak dipungut biaya."),
    ]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
    titles = [_("Kolom"), _("Wajib"), _("Diisi dengan"), _("Contoh")]
    for column, (title, width) in enumerate(zip(titles, (34, 8, 70, 26), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(4, column, title, bold)
    for number, name in enumerate(FIELDS, 5):
        cells = [heading_of(name), _("wajib") if is_required(name) else "", help_of(name), EXAMPLE[name]]
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, wrap)
