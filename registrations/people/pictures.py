"""A picture that somebody has sent, drawn anew by a process of its own before anything else is done with it."""

import subprocess

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from harmoni import confined
from registrations.people import redrawing

MOST_BYTES = 8 * 1024 * 1024
CHILD = "registrations.people.redrawing"
PATIENCE = 20  # seconds


class NoPicture(ValidationError):
    """Neither JPEG nor PNG nor WEBP, or a broken one."""


def redrawn(content: bytes) -> bytes:
    """As JPEG; ValidationError with a sentence for whoever sent it, also when the child ran out of memory or time."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
    try:
        child = confined.run(CHILD, content=content, seconds=PATIENCE)
    except subprocess.TimeoutExpired as fault:
        raise ValidationError(_("Gambar terlalu besar. Foto lagi dengan ukuran lebih kecil.")) from fault
    if child.returncode == redrawing.LARGE:
        raise ValidationError(_("Gambar terlalu besar. Foto lagi dengan ukuran lebih kecil."))
    if child.returncode or not child.stdout:
        raise NoPicture(_("Berkas ini bukan foto yang utuh. Kirim JPG, PNG, atau WEBP."))
    return child.stdout
