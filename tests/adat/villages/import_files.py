"""Sheets as offices make them, and files as nobody should: each function gives the bytes of one file."""

import datetime
import io
import zipfile
import zlib

import xlsxwriter
import xlwt
from django.utils import timezone

from adat.villages.columns import FIELDS, heading_of
from tests.cast import nik_of

PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>nik</t></is></c></row>'
    "</sheetData></worksheet>",
}
TYPES, SHEET = "[Content_Types].xml", "xl/worksheets/sheet1.xml"
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def newcomer(**values):
    """One row as people write it: words for codes, days with dashes."""
    today = timezone.localdate()
    return {
        "nik": nik_of("P"),
        "full_name": "Maria Yohana Rambu",
        "sex": "Perempuan",
        "birth_date": "12-02-1998",
        "phone": "081234567890",
        "origin_village": "5311011001",
        "education": "SMA",
        "marital_status": "Belum kawin",
        "address": "Jalan Raya Kuta 12",
        "banjar": "Pering",
        "purpose": "Bekerja",
        "occupation": "Juru masak",
        "arrived_on": f"{today:%d-%m-%Y}",
        "planned_until": f"{today + datetime.timedelta(days=150):%d-%m-%Y}",
        **values,
    }


def workbook(rows, headings=None, *, above=0, before=0):
    """An XLSX of dictionaries or lists under headings; days as Excel's days, numbers as numbers."""
    headings = headings or list(rows[0])
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, day = book.add_worksheet("Data"), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate([headings, *rows], above):
            cells = [row.get(name) for name in headings] if isinstance(row, dict) else row
            for column, cell in enumerate(cells, before):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return file.getvalue()


def text(rows, *, sign=";", encoding="utf-8-sig"):
    """A CSV of the template's columns."""
    lines = [[heading_of(name) for name in FIELDS], *([row.get(name, "") for name in FIELDS] for row in rows)]
    return "\r\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)


def archive(changed=None, *, compression=zipfile.ZIP_DEFLATED, base=PARTS):
    """A minimal workbook with some parts changed or added; a part may be a ZipInfo and its bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in (base | (changed or {})).items():
            made.writestr(name, content)
    return file.getvalue()


def sheet_xml(inside, before=""):
    return PARTS[SHEET].replace("<sheetData>", f"<sheetData>{inside}").replace("<worksheet", f"{before}<worksheet", 1)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def forged(size=40 * 1024 * 1024):
    """Says that its sheet is small, with the checksum of that small beginning, and holds far more."""
    honest = archive({SHEET: b" " * size})
    entry = zipfile.ZipFile(io.BytesIO(honest)).getinfo(SHEET)
    crc, size_bytes = entry.CRC.to_bytes(4, "little"), entry.file_size.to_bytes(4, "little")
    small = (1000).to_bytes(4, "little")
    return honest.replace(crc, zlib.crc32(b" " * 1000).to_bytes(4, "little")).replace(size_bytes, small)


def encrypted_flag():
    """The bit that says "password" set in both heads of the last entry."""
    made = bytearray(archive())
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    made[made.rindex(b"PK\x03\x04") + 6] |= 1
    return bytes(made)


def utf16(name):
    return name.encode("utf-16-le")


def old_workbook(rows):
    """An XLS of lists."""
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Data")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    book.save(file)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
ENTITY_BOMB = f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>'
UTF16_BOMB = sheet_xml("&l9;", ENTITY_BOMB).replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")
MANY_ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 121_000))
FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = '<row r="2"><c r="CZ2"><v>1</v></c></row>'

# {what it is: (name, maker of its bytes, code of the refusal)}
HOSTILE = {
    "empty": ("a.xlsx", lambda: b"", "empty"),
    "over 10 MB": ("a.csv", lambda: b"a;b\n" * 3_000_000, "large"),
    "text as xlsx": ("a.xlsx", lambda: b"ini bukan lembar", "not_a_workbook"),
    "png as xlsx": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image"),
    "jpeg as csv": ("a.csv", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 100, "image"),
    "pdf as xlsx": ("a.xlsx", lambda: b"%PDF-1.7\n1 0 obj", "pdf"),
    "another office file": ("a.xls", lambda: OLE, "not_a_workbook"),
    "noise as old xls": ("a.xls", lambda: OLE + utf16("Workbook") + bytes(range(256)) * 8, "broken"),
    "old xls with macros": ("a.xls", lambda: old_workbook([["nik"]]) + utf16("_VBA_PROJECT_CUR"), "macro"),
    "old xls with a file in it": ("a.xls", lambda: old_workbook([["nik"]]) + utf16("MBD0001"), "nested"),
    "torn old xls": ("a.xls", lambda: old_workbook([["nik", "nama"]])[:1500], ("broken", "not_a_workbook")),
    "password": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "zip with password": ("a.xlsx", encrypted_flag, "encrypted"),
    "bytes as csv": ("a.csv", lambda: bytes(range(256)) * 50, "not_a_sheet"),
    "a program as csv": ("a.csv", lambda: b"\x7fELF\x02\x01\x01\0\0\0", "not_a_sheet"),
    "torn xlsx": ("a.xlsx", lambda: archive()[:-40], "broken"),
    "noise after the magic": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(range(256)) * 4, "broken"),
    "changed byte": ("a.xlsx", lambda: archive().replace(b"nik", b"nil", 1)[:300] + b"\0" * 300, "broken"),
    "a zip that is no workbook": ("a.xlsx", lambda: archive(base={"a.txt": "a"}), "not_a_workbook"),
    "docx as xlsx": ("a.xlsx", lambda: archive(base={"word/document.xml": "<a/>"}), "not_a_workbook"),
    "ods": ("a.ods", lambda: archive(base={"mimetype": "x", "content.xml": "<a/>"}), "ods"),
    "xlsb": ("a.xlsx", lambda: archive(base={"xl/workbook.bin": "x"}), "not_a_workbook"),
    "macro": ("a.xlsm", lambda: archive({"xl/vbaProject.bin": OLE}), "macro"),
    "macro by type": (
        "a.xlsx",
        lambda: archive(
            {"[Content_Types].xml": PARTS["[Content_Types].xml"].replace("sheet.main", "sheet.macroEnabled.main")}
        ),
        "macro",
    ),
    "old macro sheet": ("a.xlsx", lambda: archive({"xl/macrosheets/sheet1.xml": "<a/>"}), "macro"),
    "external link": ("a.xlsx", lambda: archive({"xl/externalLinks/externalLink1.xml": "<a/>"}), "external"),
    "billion laughs": ("a.xlsx", lambda: archive({SHEET: sheet_xml("&l9;", ENTITY_BOMB)}), "hostile"),
    "quadratic entity": (
        "a.xlsx",
        lambda: archive({SHEET: sheet_xml("&a;" * 10_000, f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>')}),
        "hostile",
    ),
    "external entity": (
        "a.xlsx",
        lambda: archive({SHEET: sheet_xml("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')}),
        "hostile",
    ),
    "dtd over the edge of a block": (
        "a.xlsx",
        lambda: archive({SHEET: sheet_xml("", " " * (1024 * 1024 - 60) + "<!DOCTYPE x>")}),
        "hostile",
    ),
    "dtd in another encoding": ("a.xlsx", lambda: archive({SHEET: UTF16_BOMB}), "broken"),
    "bomb of 1,000 to 1": ("a.xlsx", lambda: archive({SHEET: sheet_xml(" " * 150_000_000)}), "bomb"),
    "bomb over 200 MB": ("a.xlsx", lambda: archive({SHEET: b" " * 210_000_000}), "bomb"),
    "bomb of shared strings": (
        "a.xlsx",
        lambda: archive({"xl/sharedStrings.xml": "<sst>" + "<si><t>aaaaaa</t></si>" * 3_000_000 + "</sst>"}),
        "bomb",
    ),
    "forged size": ("a.xlsx", forged, ("bomb", "broken")),
    "too many entries": ("a.xlsx", lambda: archive({f"xl/media/{n}.xml": "<a/>" for n in range(70)}), "bomb"),
    "zip in zip": ("a.xlsx", lambda: archive({"xl/embeddings/a.bin": archive()}), "nested"),
    "ole in zip": ("a.xlsx", lambda: archive({"xl/embeddings/a.bin": OLE}), "nested"),
    "zip slip": ("a.xlsx", lambda: archive({"../../etc/cron.d/a": "a"}), "hostile"),
    "absolute path": ("a.xlsx", lambda: archive({"/etc/passwd": "a"}), "hostile"),
    "symbolic link": ("a.xlsx", lambda: archive({link("xl/a"): "/etc/passwd"}), "hostile"),
    "unusual packing": ("a.xlsx", lambda: archive(compression=zipfile.ZIP_LZMA), "broken"),
    "too many rows": ("a.xlsx", lambda: archive({SHEET: sheet_xml(MANY_ROWS)}), "wide"),
    "too many rows of text": ("a.csv", lambda: b"1;2\n" * 121_000, "wide"),
    "too many columns": ("a.xlsx", lambda: archive({SHEET: sheet_xml(WIDE)}), "wide"),
    "too many columns of text": ("a.csv", lambda: b";".join([b"a"] * 81), "wide"),
    "a cell at the far end": ("a.xlsx", lambda: archive({SHEET: sheet_xml(FAR_CELL)}), ("wide", "heavy")),
    "deep xml": ("a.xlsx", lambda: archive({SHEET: sheet_xml("<a>" * 1_000_000)}), ("broken", "no_heading")),
    "not xml": ("a.xlsx", lambda: archive({SHEET: "\x01\x02\x03" * 100}), ("broken", "no_heading")),
    "a field without end": ("a.csv", lambda: b'nik;"' + b"a" * 500_000, "broken"),
}
