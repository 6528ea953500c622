"""A photograph comes in pieces over a bad line, is drawn anew, kept sealed, looked at by people, and goes again."""

import base64
import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.history.record import record_act, record_acts
from registrations.people.pictures import redrawn
from registrations.residency.models import Photo, PhotoKind, PhotoPart, Stay

MOST = 4  # of one stay
MOST_IN_PIECES, MOST_IN_PIECE = 400_000, 70_000  # bytes; a phone shrinks to 150,000 and sends 32,000 at a time
KEPT_AFTER_LEAVING = datetime.timedelta(days=30)
KEPT = datetime.timedelta(days=366)
UNFINISHED = datetime.timedelta(days=14)


@transaction.atomic
def keep_photo(*, pk: UUID, stay: Stay, kind: PhotoKind, content: bytes, by: User) -> Photo:
    """The whole picture at once; raises ValidationError."""
    photo = _begun(pk, stay, kind, len(content), by)
    if not photo.is_over:
        _finish(photo, content, by)
    return photo


@transaction.atomic
def take_piece(*, pk: UUID, stay: Stay, kind: PhotoKind, size: int, start: int, piece: bytes, by: User) -> int:
    """How many bytes are here now; a piece that does not begin there is not taken, and the sender goes on from there.

    With the last piece the picture is kept. Raises ValidationError, and LookupError for somebody else's key.
    """
    if not 0 < size <= MOST_IN_PIECES or len(piece) > MOST_IN_PIECE:
        raise ValidationError(_("Foto terlalu besar."))
    photo = _begun(pk, stay, kind, size, by)
    if photo.is_over:
        return size
    here = photo.parts.aggregate(here=Sum("size"))["here"] or 0
    if start != here or not piece:
        return here
    if here + len(piece) > size:
        raise ValidationError(_("Foto terlalu besar."))
    PhotoPart.objects.create(photo=photo, start=start, size=len(piece), sealed=_sealed(photo, start, piece))
    if here + len(piece) == size:
        _finish(photo, b"".join(_opened(part) for part in photo.parts.all()), by)
    return here + len(piece)


def _begun(pk, stay, kind, size, by):
    photo = Photo.objects.select_for_update().filter(pk=pk).first()
    if photo is None:
        stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
        if not stay.is_here:
            raise ValidationError(_("Orangnya tidak lagi tercatat di sini; fotonya tidak disimpan."))
        if stay.photos.filter(removed_at=None).count() >= MOST:
            raise ValidationError(_("Sudah ada %(n)d foto. Hapus dahulu yang tidak perlu.") % {"n": MOST})
        photo = Photo.objects.create(pk=pk, stay=stay, kind=kind, size=size, taken_by=by)
    if (photo.stay_id, photo.taken_by_id, photo.kind) != (stay.pk, by.pk, kind):
        raise LookupError(pk)
    if photo.size != size and not photo.is_over:
        raise ValidationError(_("Foto lain memakai kunci yang sama. Buka formulirnya lagi."))
    return photo


def _finish(photo, content, by):
    photo.seal(redrawn(content))
    photo.kept_at = timezone.now()
    photo.save(update_fields=["sealed", "key_version", "kept_at"])
    photo.parts.all().delete()
    told = {"kind": photo.kind, "agreed": True}
    record_act("foto", by=by, subjects=photo.stay.subjects, place=photo.stay.place, detail=told)


def _about(photo, start):
    return f"residency.photo/{photo.pk}/{start}"


def _sealed(photo, start, piece):
    return cipher.seal_json(base64.b64encode(piece).decode(), about=_about(photo, start))


def _opened(part):
    return base64.b64decode(cipher.unseal_json(part.sealed, about=_about(part.photo, part.start)))


def give_up(pk: UUID, *, by: User) -> None:
    """What came of a picture that is none is not kept."""
    Photo.objects.filter(pk=pk, taken_by=by, kept_at=None, removed_at=None).delete()


@transaction.atomic
def remove(*, photo: Photo, by: User, reason: str) -> None:
    """The picture goes at once; that there was one, and why it went, stays in the history."""
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    if photo.sealed is None:
        return
    _empty([photo])
    record_act("hapus_foto", by=by, subjects=photo.stay.subjects, place=photo.stay.place, reason=reason)


def _empty(photos):
    now = timezone.now()
    kept = Photo.objects.filter(pk__in=[photo.pk for photo in photos])
    kept.update(sealed=None, key_version=None, removed_at=now)


@transaction.atomic
def forget_photos(now: datetime.datetime) -> int:
    """Those of who left a month ago, those of a year ago, and those that never came whole; returns how many."""
    Photo.objects.filter(kept_at=None, removed_at=None, begun_at__lt=now - UNFINISHED).delete()
    left = Q(stay__departed_on__lt=timezone.localdate(now) - KEPT_AFTER_LEAVING)
    due = list(Photo.objects.kept().filter(left | Q(kept_at__lt=now - KEPT)).select_related("stay__customary_village"))
    _empty(due)
    record_acts(
        {"verb": "foto_kedaluwarsa", "by": None, "subjects": photo.stay.subjects, "place": photo.stay.place}
        for photo in due
    )
    return len(due)
