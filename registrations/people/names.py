"""One name however it is written: the key by which people are found and compared.

`Muh. Yusuf`, `MUHAMMAD JUSUF` and `Mohamad Yusuf, S.Pd.` have one key; so have `I Wyn. Soekarta` and `Wayan Sukarta`.
A key is made of small words, each after a space, so that ` wayan sukarta` is searched by the beginnings of words.
It finds and suggests; what is shown and printed is always the name as it was written.

What is folded, and where it is from:
- spelling of before 1972 and 1947 (oe/u, tj/c, dj/j, j/y, nj/ny, sj/sy, ch/kh): Van Ophuijsen, Soewandi and EYD,
  as told in the introduction of Ejaan Bahasa Indonesia yang Disempurnakan, Edisi V (ejaan.kemdikbud.go.id);
- short forms of Muhammad and of Balinese names (Wyn, Md, Nym, Kt, Gst, ...): as in printed voters' lists and on KTPs;
  the order of Balinese names (I/Ni, then birth order) is that of harmoni/seeding/data/nama_bali_struktur.csv;
- letters that sound alike in Indonesian (f/v/p, z/s before a vowel, doubled letters): as in Yosef and Yosep;
- saints' names as parishes of NTT write them: Marcelinus/Marselinus, Lucia/Lusia, Fransiscus/Fransiskus, Vanya/Vania.
"""

import datetime
import re
import unicodedata
from functools import lru_cache

LONGEST = 300
TITLES = {
    *("h", "hj", "haji", "hajah", "hajjah", "kh", "ust", "ustad", "ustadz"),
    *("dr", "drs", "dra", "ir", "prof", "rd", "rr", "rm", "rp", "pdt", "pdm"),
    *("bpk", "bp", "bapak", "ibu", "tn", "ny", "nn", "sdr", "sdri", "alm", "almh", "almarhum", "almarhumah"),
    *("bin", "binti"),
}
DOTTED_TITLES = {"h", "hj", "s", "r", "p"}
PARTICLES = ("i", "ni")
MUHAMMAD = re.compile(r"m(?:[ou]h(?:d|[ae]m+[ae][dt])?|hd|ohd)")
BEGUN = re.compile(r"moh(?=am)")
FORMS = {
    short: whole
    for whole, shorts in {
        "putu": "pt",
        "wayan": "wyn wy wajan",
        "made": "md",
        "kadek": "kd kdk",
        "nyoman": "nym nymn nyom nm njoman",
        "komang": "kmg km kom",
        "ketut": "kt ktt ktut",
        "gede": "gd gde gedhe",
        "luh": "lh",
        "nengah": "ngh",
        "ngurah": "ngr ngrh",
        "bagus": "bgs bgus",
        "gusti": "gst",
        "dewa": "dw",
        "cokorda": "cok cokorde tjok tjokorda tjokorde",
        "ida bagus": "ib",
        "ida ayu": "ia dayu",
        "anak agung": "aa",
        "abdul": "abd",
        "ahmad": "achmad akhmad ahmat achmat akhmat",
    }.items()
    for short in shorts.split()
}
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"oe", "u"),
        (r"tj", "c"),
        (r"dj", "j"),
        (r"j", "y"),
        (r"ch|kh|q", "k"),
        (r"c(?=[tlrk])|(?<=s)c(?=[aou])", "k"),
        (r"c(?=[ei])", "s"),
        (r"x", "ks"),
        (r"ph|f|v", "p"),
        (r"z", "s"),
        (r"(?<=[bdgst])h", ""),
        (r"s(?:y)(?=[aiu])", "s"),
        (r"(?<=\w[bcdfghklmnprstvw])y|(?<=\w)iy(?=[aou])", "i"),
        (r"(.)\1+", r"\1"),
    )
]
DAY = re.compile(r"(?<!\d)(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")


def name_key(name: str) -> str:
    """` wayan sukarta` of `I Wyn. Soekarta`: never empty for a name that holds a letter, 300 signs at most."""
    words = _words(name)
    kept = [word for word in words if not _is_title(word)] or words
    if len(kept) > 1 and kept[0].rstrip(".") in PARTICLES:
        kept = kept[1:]
    if len(kept) > 1 and kept[0].rstrip(".") == "m":
        kept[0] = "muhamad"
    return "".join(f" {_heard(word.rstrip('.'))}" for word in kept)[:LONGEST]


def words_of(text: str) -> list[str]:
    """What is searched: the words of the key of what was typed, five at most."""
    return name_key(text).split()[:5]


def without_day(text: str) -> tuple[str, list[datetime.date], int | None]:
    """`(name, birth dates, year)` of what was typed: `03-04-1998` is the third of April or the fourth of March.

    A year alone is the year of birth.
    """
    if found := DAY.search(text):
        day, month, year = map(int, (found[1], found[2], found[3]) if found[3] else (found[6], found[5], found[4]))
        days = [one for one in (_date(year, month, day), _date(year, day, month)) if one]
        return text[: found.start()] + text[found.end() :], list(dict.fromkeys(days)), None
    if found := YEAR.search(text):
        return text[: found.start()] + text[found.end() :], [], int(found[1])
    return text, [], None


def swapped(day: datetime.date | None) -> datetime.date | None:
    """The same numbers with day and month the other way round; None where the calendar has no such day."""
    return day and _date(day.year, day.day, day.month)


def _date(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _words(name):
    """Small Latin words with the dots that end them; what follows a comma is a title."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).casefold()
    plain = re.sub(r"[^a-z. ]", "", re.sub(r"[\s\-_/]+", " ", plain))
    plain = re.sub(r"\b([ia])\. ?([abg])\.", r"\1\2 ", plain)  # I.B. and A.A. are one short form each
    found = [word for word in re.sub(r"\.+", ". ", plain).split() if word.strip(".")]
    return found or ["".join(name.casefold().split()) or "-"]


def _is_title(word):
    bare = word.rstrip(".")
    return bare in TITLES or (word.endswith(".") and bare in DOTTED_TITLES)


@lru_cache(maxsize=4096)
def _heard(word):
    """Of one word, whose it is unsaid: the same few thousand make up all names."""
    return _sound(_whole(word))


def _whole(word):
    if MUHAMMAD.fullmatch(word):
        return "muhamad"
    return FORMS.get(word) or BEGUN.sub("muh", word)


def _sound(word):
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word
