"""Words that are ready to be sent by an officer's own hand, by WhatsApp or e-mail: they say nothing of a quarrel."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.people.phones import chat, e164

MAIL = re.compile(r"[^@\s:?&]+@[^@\s:?&]+\.\w+")


def address_of(contact: str, words: str) -> str:
    """Opens WhatsApp or the mail with the words written, for a contact that is a phone or an e-mail; '' otherwise."""
    if found := MAIL.search(contact):
        return f"mailto:{quote(found[0], safe='@')}?subject={quote(_('Kabar untuk Anda'))}&body={quote(words)}"
    try:
        number = e164(contact)
    except ValidationError:
        return ""
    return chat(number, words) if number else ""
