"""A signed paper as a photograph or a PDF: checked, drawn anew, and never shown inside a page.

A process of its own draws the photograph, or each page of the PDF, whose mark must stand at its very first byte. What
was sent is not kept.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.people.pictures import MOST_BYTES, NoPicture, redrawn, repaged

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
        return Scan(repaged(content), PDF)
    try:
        return Scan(redrawn(content), JPEG)
    except NoPicture as fault:
        raise ValidationError(_("Berkas ini bukan foto atau PDF yang utuh. Kirim JPG, PNG, WEBP, atau PDF.")) from fault
