"""Words by which a warning would point at people rather than at what is in dispute: told once, never a refusal.

A list cannot know a language. It reminds the writer, who may send it as it is: no warning is lost over a word.
"""

import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "data" / "kata_kelompok.txt"
NAMED = re.compile(r"\b(?:bernama|namanya|nama pelaku\w*|inisial)\s+\S+", re.IGNORECASE)
TITLES = ("pak", "bu", "bapak", "ibu", "bli", "mbok", "kak", "bung", "umbu", "rambu")
TITLED = re.compile(rf"\b(?i:{'|'.join(TITLES)})\s+[A-Z]\w+")
NUMBERS = re.compile(r"(?<!\d)(?:\d[ .-]?){10,16}(?!\d)")


@cache
def words() -> re.Pattern:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    listed = [re.escape(line).replace(r"\ ", r"\s+") for line in lines if line and not line.startswith("#")]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(listed)})(?![\w-])", re.IGNORECASE)


def pointing_words(text: str) -> list[str]:
    """Each once, as it was typed, in the order of the text; long numbers are told by their kind, not repeated."""
    found = [match[0] for pattern in (words(), NAMED, TITLED) for match in pattern.finditer(text)]
    if NUMBERS.search(text):
        found.append("…")
    return list(dict.fromkeys(" ".join(word.split()) for word in found))
