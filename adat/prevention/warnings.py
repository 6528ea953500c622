"""An early warning comes in, is weighed within a day, referred to whose it is, and answered to whoever sent it."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from adat.prevention.models import ELECTION, EarlyWarning, Matter, Receiver, Source
from adat.prevention.workflow import WarningStatus
from adat.villages.models import due_after, report_code
from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.notices.models import Notice
from harmoni.notices.word import send_word_of
from registrations.people.book import one_at_a_time

NOTE, ANSWERED = "prevention.warning", "prevention.warning_answered"
DAY = datetime.timedelta(hours=24)
ELECTION_DAYS, KEPT_DAYS = (
    14,
    365,
)  # after referral what concerns an election is emptied; all else a year after its answer
OTHERS = (Matter.CRIME, Matter.OFFICIAL)  # what this office does not settle itself
SEALED = ("what_sealed", "where_sealed", "contact_sealed", "code_sealed")


def code_digest(code: str) -> bytes | None:
    """Of the sender's code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
    return cipher.digest(signs, use="early-warning") if len(signs) == 16 else None


@transaction.atomic
def warn(
    *, key: uuid.UUID, values: Mapping[str, Any], source: str = Source.PUBLIC, by: User | None = None, place: str = ""
) -> EarlyWarning:
    """The warning; the same key gives the first one again. `place`: the office that sends it."""
    one_at_a_time(f"{NOTE}/{key}")
    if earlier := EarlyWarning.objects.filter(key=key).first():
        return earlier
    new = EarlyWarning(key=key, source=source, sent_from=place, due_at=timezone.now() + DAY)
    for name, value in values.items():
        setattr(new, name, value)
    new.code = report_code()
    new.code_digest = code_digest(new.code)
    new.save(force_insert=True)
    record_act("peringatan", by=by, subjects=new.subjects, place=new.place, after=new.status)
    row = _note(new)
    row.save(force_insert=True)
    send_word_of([row])
    return new


def _note(warning, kind=NOTE):
    """Its title tells nothing of what was written."""
    return Notice(
        place=warning.place,
        permission=Permission.WARNING_ANSWER,
        kind=kind,
        title=_("Peringatan dini menunggu ditimbang"),
        record=warning.pk,
        path=warning.get_absolute_url(),
        due_on=timezone.localdate(warning.due_at),
        dedupe_key=f"{kind}/{warning.pk}",
    )


def sent_with(code: str) -> EarlyWarning | None:
    """What the sender's code opens."""
    digest = code_digest(code)
    return EarlyWarning.objects.filter(code_digest=digest).first() if digest else None


@transaction.atomic
def weigh(*, warning: EarlyWarning, by: User, urgent: bool, matter: str = "") -> None:
    """Urgent: answered within 24 hours of its coming; otherwise within three working days. `matter`: as read here."""
    came = timezone.localdate(warning.made_at)
    last = datetime.datetime.combine(due_after(came), datetime.time(16), tzinfo=timezone.get_current_timezone())
    due = warning.made_at + DAY if urgent else last
    read = matter or warning.matter
    warning.move("timbang", by=by, matter=read, urgent=urgent, due_at=due, detail={"urgent": urgent, "matter": read})
    _open_notes(warning).update(due_on=timezone.localdate(due), title=_("Peringatan dini menunggu jawaban"))


@transaction.atomic
def refer(*, warning: EarlyWarning, by: User, to: str, reason: str) -> None:
    """To whose it is: a crime to the police, officials at an election to its watchers, and nowhere else."""
    if warning.matter == Matter.OFFICIAL and to not in ELECTION:
        raise MoveRefused(_("Netralitas pegawai dirujuk ke Bawaslu atau Inspektorat, tidak ke tempat lain."))
    if warning.matter == Matter.CRIME and to != Receiver.POLICE:
        raise MoveRefused(_("Dugaan tindak pidana dirujuk ke kepolisian, tidak ke tempat lain."))
    warning.move("rujuk-peringatan", by=by, reason=reason, referred_to=to, referred_at=timezone.now())


@transaction.atomic
def answer(*, warning: EarlyWarning, by: User, text: str) -> None:
    """What was found and done; its sender reads it. Its inbox rows are done. What is others' is referred before."""
    if warning.matter in OTHERS and warning.status != WarningStatus.REFERRED:
        raise MoveRefused(_("Ini urusan lembaga lain: rujuk dahulu, atau perbaiki pokok sengketanya lewat Timbang."))
    now = timezone.now()
    warning.move("jawab-peringatan", by=by, answer=text.strip()[:1000], answered_at=now, answered_by=by)
    _open_notes(warning).update(done_at=now, done_by=by)
    if warning.sent_from:
        _tell(warning)


def _tell(warning):
    row = _note(warning, ANSWERED)
    row.place, row.permission, row.due_on = warning.sent_from, Permission.WARNING_SEND, None
    row.title, row.path = _("Peringatan dini Anda dijawab"), reverse("prevention:warnings_sent")
    row.save(force_insert=True)
    send_word_of([row])


def _open_notes(warning):
    return Notice.objects.open().filter(kind=NOTE, record=warning.pk)


@transaction.atomic
def empty_old(now: datetime.datetime) -> int:
    """Nothing of the words is kept longer than it is needed; matter, place, day and what became of it stay."""
    whole = EarlyWarning.objects.filter(emptied_at=None)
    late = now - datetime.timedelta(days=ELECTION_DAYS)
    election = whole.filter(Q(referred_at__lt=late) | Q(answered_at__lt=late), matter=Matter.OFFICIAL)
    closed = whole.filter(status=WarningStatus.ANSWERED, answered_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
    nothing = dict.fromkeys(SEALED) | {"answer": "", "emptied_at": now}
    return election.update(**nothing) + closed.update(**nothing)
