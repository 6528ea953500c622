"""Phone numbers as people write them here, kept as E.164. Not unique: workers share phones."""

import re
from urllib.parse import quote

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def e164(text: str) -> str:
    """`+62812...` of `0812-...`, `62 812...`, `812...` or a foreign `+...`; ValidationError otherwise, '' for ''."""
    text = (text or "").strip()
    if not text:
        return ""
    if plain := re.fullmatch(r"(?:\+62|62|0)(8\d{8,10})", text):  # how nearly all of them are written
        return f"+62{plain[1]}"
    digits = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    if digits.startswith("62"):
        digits = f"+{digits}"
    elif digits.startswith("8"):
        digits = f"0{digits}"
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_("Nomor telepon ini tidak lengkap. Contoh: 0812 3456 7890."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def chat(number: str, words: str) -> str:
    """An address that opens WhatsApp with the words ready; without a number (E.164) the sender picks the contact."""
    return f"https://wa.me/{number.lstrip('+')}?text={quote(words)}"


def by_hand(number: str, words: str) -> dict[str, str]:
    """Both ways from the officer's own phone: `chat` and, for who has no data or no WhatsApp, `sms` (RFC 5724)."""
    return {"chat": chat(number, words), "sms": f"sms:{number}?body={quote(words)}"}
