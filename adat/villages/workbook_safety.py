"""Whether a workbook may be opened: its zip is unpacked once, counted and searched. Standard library only.

Measured: an honest sheet of 100,000 x 12 is 7.7 MB and unpacks to 80 MB; bombs unpack 330 times and more.
"""

import io
import re
import stat
import zipfile
import zlib

from adat.villages.file_kind import Refused

MOST_ENTRIES = 64
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
HARMLESS = 10 * 1024 * 1024  # bytes unpacked: below this a high ratio is only a dull sheet
BLOCK = 1024 * 1024
OVERLAP = 16  # longer than any word looked for, so that none hides on the edge of two blocks
MACROS = ("vbaproject", "macrosheets/", "activex/")
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"Rar!", b"7z\xbc\xaf")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def check_workbook(content: bytes) -> None:
    """Raises Refused when the zip is hostile, broken or no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, len(content))
    except BROKEN as fault:
        raise Refused("broken") from fault


def _check_archive(archive, packed):
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES or len(set(names)) < len(names):
        raise Refused("bomb")
    for entry in entries:
        _check_entry(entry)
    _check_parts(names)
    if sum(entry.file_size for entry in entries) > _room(packed):
        raise Refused("bomb")
    left = _room(packed)
    for entry in entries:
        left -= _count(archive, entry, left)


def _room(packed):
    """How many bytes a file of this size may unpack to."""
    return min(MOST_UNPACKED, max(packed * MOST_RATIO, HARMLESS))


def _check_entry(entry):
    """No way out of the archive, no link, no password, no packing that nobody uses for sheets."""
    name = entry.filename
    outside = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("hostile")
    if entry.flag_bits & 0x1:
        raise Refused("encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("broken")


def _check_parts(names):
    if any(part in name for name in names for part in MACROS):
        raise Refused("macro")
    if any("externallinks/" in name for name in names):
        raise Refused("external")
    if "content.xml" in names and "mimetype" in names:
        raise Refused("ods")
    if "xl/workbook.xml" not in names:
        raise Refused("not_a_workbook")


def _count(archive, entry, left):
    """Unpacks one entry to its real end, whatever size it declares, and looks at what it holds."""
    declared, total, tail = entry.file_size, 0, b""
    entry.file_size = left + 1
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as part:
        while block := part.read(BLOCK):
            _look(tail + block, first=not total, xml=is_xml)
            total, tail = total + len(block), block[-OVERLAP:]
            if total > left:
                raise Refused("bomb")
    if total != declared:
        raise Refused("bomb")
    return total


def _look(block, *, first, xml):
    if first and block.startswith(ARCHIVES):
        raise Refused("nested")
    if not xml:
        return
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        raise Refused("hostile")
    if b"macroEnabled" in block and b"ContentType" in block:
        raise Refused("macro")
    if first and not _is_utf8(block[:200]):
        raise Refused("broken")


def _is_utf8(beginning):
    """Another encoding could hide a DTD from the look above."""
    said = re.search(rb"encoding\s*=\s*[\"']([^\"']+)", beginning)
    return b"\0" not in beginning and (said is None or said[1].lower() in (b"utf-8", b"us-ascii"))
