"""A picture or a paper that somebody has sent, drawn anew by a process of its own before anything else is done."""

import subprocess

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from harmoni import confined
from registrations.people import redrawing

MOST_BYTES = 8 * 1024 * 1024
CHILD = "registrations.people.redrawing"
PAGES_CHILD = "registrations.people.repaging"
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


class NoPaper(ValidationError):
    """A broken or a locked PDF."""


def repaged(content: bytes) -> bytes:
    """A PDF whose pages are pictures of those that were sent; ValidationError with a sentence for whoever sent it."""
    large = _("PDF ini terlalu besar: paling banyak 20 halaman dan 8 MB.")
    if len(content) > MOST_BYTES:
        raise ValidationError(large)
    try:
        child = confined.run(PAGES_CHILD, content=content, seconds=PATIENCE)
    except subprocess.TimeoutExpired as fault:
        raise ValidationError(large) from fault
    if child.returncode == redrawing.LARGE or len(child.stdout) > MOST_BYTES:
        raise ValidationError(large)
    if child.returncode or not child.stdout:
        raise NoPaper(_("PDF ini rusak atau dikunci dengan kata sandi. Kirim PDF tanpa kunci, atau fotonya."))
    return child.stdout
