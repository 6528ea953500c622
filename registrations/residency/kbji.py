"""Occupations by their official names and codes: KBJI 2014, as shipped in `data/kbji2014.csv`."""

import csv
import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "data" / "kbji2014.csv"
CODED = re.compile(r"^(.*\S)\s*\((\d{1,4})\)\s*$", re.ASCII | re.DOTALL)


@cache
def titles() -> dict[str, str]:
    """{code of one to four digits: title}"""
    with LIST.open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def title_of(code: str) -> str:
    return titles().get(code, "")


def found(text: str, limit: int = 12) -> list[tuple[str, str]]:
    """(code, title) of the four-digit occupations that hold every word typed; those that begin with it first."""
    words = text.casefold().split()[:5]
    if not words:
        return []
    hits = [
        (code, title)
        for code, title in titles().items()
        if len(code) == 4 and all(word in title.casefold() or code.startswith(word) for word in words)
    ]
    return sorted(hits, key=lambda hit: (not hit[1].casefold().startswith(words[0]), hit[0]))[:limit]


def apart(text: str) -> tuple[str, str]:
    """`Juru Masak (5120)`, as picked from the list, is `Juru Masak` and `5120`; other words have no code."""
    picked = CODED.match(text)
    return (picked[1], picked[2]) if picked and picked[2] in titles() else (text, "")
