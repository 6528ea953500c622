"""Dialogues and campaigns: planned, held with a number and an outcome, shown by photos that everybody agreed to."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention.models import Dialogue, DialoguePhoto, Occasion
from adat.prevention.workflow import DialogueStatus
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.certification.scans import JPEG, Scan


@transaction.atomic
def plan_dialogue(*, region: Region, by: User, values: Mapping[str, Any]) -> Dialogue:
    new = Dialogue.objects.create(region=region, planned_by=by, **values)
    record_act("rencana-dialog", by=by, subjects=new.subjects, place=new.place, after=new.status)
    return new


@transaction.atomic
def hold(*, dialogue: Dialogue, by: User, participants: int, outcome: str) -> None:
    """How many came and what came of it; not before its day. Said again, it is put right."""
    if dialogue.held_on > timezone.localdate():
        raise MoveRefused(_("Kegiatan ini belum berlangsung."))
    detail = {"participants": [dialogue.participants, participants]}
    dialogue.move("catat-dialog", by=by, participants=participants, outcome=outcome, detail=detail)


@transaction.atomic
def call_off(*, dialogue: Dialogue, by: User, reason: str) -> None:
    dialogue.move("batal-dialog", by=by, reason=reason)


@transaction.atomic
def add_photo(*, dialogue: Dialogue, by: User, caption: str, consent: bool, scan: Scan) -> DialoguePhoto:
    """Only of what was held, only a picture, only with consent."""
    if dialogue.status != DialogueStatus.HELD or not by.may_at(Permission.DIALOGUE_WRITE, dialogue.place):
        raise MoveRefused(_("Foto ditambahkan setelah hasilnya dicatat."))
    if not consent or scan.content_type != JPEG:
        raise MoveRefused(_("Foto hanya disimpan dengan persetujuan semua orang yang dapat dikenali."))
    new = DialoguePhoto(dialogue=dialogue, caption=caption, consent=True, added_by=by)
    new.seal(scan.content)
    new.save(force_insert=True)
    record_act("foto-dialog", by=by, subjects=[dialogue.pk, new.pk], place=dialogue.place)
    return new


def read_photo(photo: DialoguePhoto, *, by: User) -> bytes:
    record_reading("buka_foto", by=by, subjects=[photo.pk, photo.dialogue_id], place=photo.dialogue.place)
    return photo.open()


@transaction.atomic
def enter_occasion(*, region: Region, by: User, values: Mapping[str, Any]) -> Occasion:
    """A day or a season in the calendar of the place."""
    new = Occasion.objects.create(region=region, entered_by=by, **values)
    record_act("catat-hari", by=by, subjects=new.subjects, place=region.path)
    return new
