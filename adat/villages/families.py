"""A Buku Induk Penduduk lists families: a line with the card's number and the address, then its members."""

import re
from collections.abc import Iterator
from typing import Any

CARD = re.compile(r"(?:no\.?\s*kk\s*[:.]?\s*)?(\d{16})", re.IGNORECASE)
STREET = re.compile(r"alamat\s*:\s*([^,]*)", re.IGNORECASE)
HAMLET = re.compile(r"(?:nama\s+)?dusun\s*:?\s*([^,]*)", re.IGNORECASE)
RT_RW = re.compile(r"rt\s*/\s*rw\s*:\s*([\d\-]*)\s*/\s*([\d\-]*)", re.IGNORECASE)
RT, RW = re.compile(r"\brt\s*:\s*(\d+)", re.IGNORECASE), re.compile(r"\brw\s*:\s*(\d+)", re.IGNORECASE)


def members(lines: Iterator[tuple[int, list]], columns: dict[str, int]) -> Iterator[tuple[int, list, dict[str, Any]]]:
    """(number, cells, what the family's line says) of each member; other lines are passed over."""
    family: dict[str, Any] = {}
    for number, cells in lines:
        if is_family(cells, columns):
            family = family_of(cells)
        elif _is_member(cells, columns):
            yield number, cells, family


def is_family(cells: list, columns: dict[str, int]) -> bool:
    """A card's number stands there and nobody's name and NIK."""
    return _card(cells) is not None and not _is_member(cells, columns)


def family_of(cells: list) -> dict[str, Any]:
    text = ", ".join(str(cell) for cell in cells if isinstance(cell, str))
    pair = RT_RW.search(text)
    rt, rw = (pair[1], pair[2]) if pair else (_first(RT, text), _first(RW, text))
    card = _card(cells)
    said = {
        "kk_number": card,
        "home_street": _first(STREET, text),
        "home_hamlet": _first(HAMLET, text.partition("RT/RW")[0] if pair is None else text),
        "home_rt": rt,
        "home_rw": rw,
    }
    return {name: value for name, value in said.items() if value and value.strip("- ")}


def _first(pattern, text):
    found = pattern.search(text)
    return found[1].strip() if found else ""


def _card(cells):
    """The first cell that is a card's number, with or without its words before it."""
    texts = [str(int(cell)) if isinstance(cell, float) else str(cell).strip() for cell in cells[:4] if cell is not None]
    return next((found[1] for text in texts if (found := CARD.fullmatch(text))), None)


def _is_member(cells, columns):
    name, nik = (_cell(cells, columns.get(field)) for field in ("full_name", "nik"))
    digits = re.sub(r"\D", "", str(nik if nik is not None else ""))
    return (
        bool(name)
        and not re.fullmatch(r"[\d.]+", str(name))
        and (len(digits) >= 8 or str(nik).strip() in ("0", "-", "0.0"))
    )


def _cell(cells, column):
    return cells[column] if column is not None and column < len(cells) else None
