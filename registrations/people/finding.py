"""How a book is searched, the same at every desk: by the whole number, or by name with the day of birth beside it."""

import re

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from harmoni import cipher
from registrations.people import numbers
from registrations.people.names import without_day, words_of

LONGEST_ASKED = 500  # an address in a QR, with its claim
SHORTEST_CODE = 16
BEGUN = 4  # signs of a word that so many names begin with
FEWEST = 2  # signs after which a search while typing begins


def digits_in(text: str) -> str:
    """The 16 digits of a NIK that was typed whole, however spaced; '' for anything else.

    Letters between them make them something else: the address in a QR may well have sixteen.
    """
    runs = re.findall(r"\d(?:[\W_]*\d)*", text)
    digits = re.sub(r"\D", "", runs[0]) if len(runs) == 1 else ""
    return digits if len(digits) == 16 else ""


def nik_in(text: str) -> bytes | None:
    """The digest of the NIK that was typed: it is found whole or not at all."""
    return cipher.digest(digits_in(text), use="nik")


def begun(text: str) -> dict[str, str]:
    """What a form may be filled with of what was searched in vain: a letter, the NIK, or name and birth date.

    The number of somebody's receipt is nothing that a form asks for.
    """
    if "/cek/" in text:
        return {"letter_token": text}
    if nik := digits_in(text):
        return {"nik": nik}
    if numbers.normalised(text) and any(sign.isdigit() for sign in text):
        return {}
    name, days, _ = without_day(text)
    name = " ".join(name.split())
    found = {"full_name": name.title() if name.islower() else name}
    return found | ({"birth_date": days[0].isoformat()} if days else {})


def named(rows: QuerySet, text: str, key: str = "person__name_key") -> QuerySet:
    """The rows (of any book with a `person`) in whose name words begin with those typed, in any order.

    A day of birth narrows it down, and means the day with its month swapped too; so does a year. `key` is where the
    name's key stands.
    """
    name, days, year = without_day(text)
    if days:
        rows = rows.filter(person__birth_date__in=days)
    if year:
        rows = rows.filter(person__birth_date__year=year)
    for word in words_of(name) if name.strip(" .,-") else []:
        rows = rows.filter(**{f"{key}__contains": f" {word}"})
    return rows


def first_few(rows: QuerySet, most: int) -> list:
    """At most so many of what was found, the newest of them first.

    Which of a thousand Marias are met first is chance: to put all of them in order costs more than to find them, and
    somebody who gets as many as this writes more of the name.
    """
    return sorted(rows.order_by()[:most], key=lambda row: row.registered_at, reverse=True)


def few_while_typing(book: QuerySet, text: str, most: int) -> list:
    """The same of a book that knows who came `lately`: what has only just been begun is found among these.

    So `ma` costs no more than a whole name: among a million, the index alone would gather a hundred thousand first. The
    key is asked for in a way that no index answers, since these few are quicker read than found.
    """
    if not is_number(text) and all(len(word) <= BEGUN for word in words_of(without_day(text)[0])):
        lately = book.lately().annotate(key=Concat("person__name_key", Value("")))
        few = first_few(named(lately, text, key="key"), most)
        if len(few) == most:
            return few
    return first_few(book.found_by(text), most)


def is_number(text: str) -> bool:
    """A NIK, the number on a receipt, or what its QR says; not a name with a day beside it."""
    return bool(numbers.normalised(text) or digits_in(text) or (len(text) >= SHORTEST_CODE and not text.count(" ")))
