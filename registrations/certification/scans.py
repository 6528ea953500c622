"""A signed paper as a photograph or a PDF: checked, re-encoded where that is possible, and never shown inside a page.

A photograph is drawn anew by a process of its own. A PDF is kept as it is: its mark must stand at its very first byte,
and it is only ever sent as an attachment.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.people.pictures import MOST_BYTES, NoPicture, redrawn

PDF, JPEG = "application/pdf", "image/jpeg"


@dataclass(frozen=True)
class Scan:
    content: bytes
    content_type: str


def checked(content: bytes) -> Scan:
    """What may be kept of an upload; ValidationError with a sentence for whoever sent it."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
    if content.startswith(b"%PDF-"):
        return Scan(content, PDF)
    try:
        return Scan(redrawn(content), JPEG)
    except NoPicture as fault:
        raise ValidationError(_("Berkas ini bukan foto atau PDF yang utuh. Kirim JPG, PNG, WEBP, atau PDF.")) from fault
