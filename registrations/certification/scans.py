"""A signed paper as a photograph or a PDF: checked, re-encoded where that is possible, and never shown inside a page.

Images: at most 20 megapixels by their header, decoded and written anew as JPEG, so that no EXIF and nothing behind
the picture survives. A PDF is kept as it is: its mark must stand at its very first byte, and it is only ever sent
as an attachment.
"""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 1800
FORMATS = ("JPEG", "PNG", "WEBP")
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
    return Scan(_redrawn(content), JPEG)


def _redrawn(content):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("Gambar terlalu besar. Foto lagi dengan ukuran lebih kecil."))
            picture = ImageOps.exif_transpose(picture).convert("RGB")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = io.BytesIO()
            picture.save(drawn, "JPEG", quality=80)
    except ValidationError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a hostile picture makes the library throw, it is no picture
        raise ValidationError(_("Berkas ini bukan foto atau PDF yang utuh. Kirim JPG, PNG, WEBP, atau PDF.")) from fault
    return drawn.getvalue()
