"""Texts with placeholders: a word between braces is replaced by a fact, and nothing else is ever computed."""

import math
import re
from collections.abc import Iterable, Mapping

from django.db.models import Max
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.atomicity import demand_transaction
from harmoni.history.record import record_act
from harmoni.notices.models import Language, Wording

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LINK = "tautan"
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ÄÖÑÜ§¿äöñüà") | {
    chr(letter) for first in "Aa" for letter in range(ord(first), ord(first) + 26)
}
TWICE = set("^{}\\[~]|€")


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, each by the fact as it is; an unknown one stays as it was written."""
    return PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)


def unknown_in(text: str, known: Iterable[str]) -> list[str]:
    """Placeholders of the text that the event has no fact for, and braces that are no placeholder."""
    named = set(PLACEHOLDER.findall(text)) - set(known)
    loose = set(PLACEHOLDER.sub("", text)) & {"{", "}"}
    return sorted(named | loose)


def current(name: str, language: str = Language.INDONESIAN) -> Wording | None:
    """The newest version in this language, or else in Indonesian."""
    found = Wording.objects.filter(name=name, language__in=[language, Language.INDONESIAN])
    in_language = found.filter(language=language).order_by("-version").first()
    return in_language or found.order_by("-version").first()


def write(*, name: str, language: str, subject: str, text: str, by: User) -> Wording:
    """The next version. The same words again are no new version."""
    demand_transaction("a text")
    earlier = Wording.objects.select_for_update().filter(name=name, language=language).order_by("-version").first()
    if earlier and (earlier.subject, earlier.text) == (subject, text):
        return earlier
    newest = Wording.objects.filter(name=name, language=language).aggregate(Max("version"))["version__max"] or 0
    columns = {"name": name, "language": language, "subject": subject, "text": text}
    new = Wording.objects.create(version=newest + 1, written_by=by, **columns)
    record_act("ubah_teks", by=by, subjects=[], detail={"name": name, "language": language, "version": new.version})
    return new


def sms_parts(text: str) -> tuple[int, int]:
    """(signs, messages) that an SMS costs: 160 or 70 signs alone, 153 or 67 in each of several."""
    plain = all(sign in GSM or sign in TWICE for sign in text)
    length = sum(1 + (sign in TWICE) for sign in text) if plain else len(text.encode("utf-16-le")) // 2
    whole, part = (160, 153) if plain else (70, 67)
    return length, 1 if length <= whole else math.ceil(length / part)


def meter(text: str) -> str:
    length, parts = sms_parts(text)
    return _("%(length)d tanda, %(parts)d SMS") % {"length": length, "parts": parts}
