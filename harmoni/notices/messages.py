"""What leaves the house to one receiver: a row with its state in the act's transaction, sent by the outbox, once.

An event says how its message reads by `@says(event)`, when it is sent: with the facts, the address and the rights of
that moment. None means that nothing is to be said any more. Sent again after a crash it carries the same Message-ID.
"""

import datetime
import smtplib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.atomicity import demand_transaction
from harmoni.notices import gateway
from harmoni.notices.models import Channel, Message, MessageState, Notice, Outbox
from harmoni.notices.outbox import NotYet, gives_up, handles, post_all
from harmoni.notices.quiet import quiet_until

SEND, FOLLOW_UP = "notices.message", "notices.undelivered"
BY_ITSELF = (Channel.EMAIL, Channel.GATEWAY)
TO_SEND = (MessageState.PREPARED, MessageState.FAILED)
PERMANENT = range(500, 600)  # SMTP's replies that no second try will change


@dataclass(frozen=True)
class Letter:
    """What is sent: to an e-mail address or a phone number, and in which words. Never a NIK."""

    to: str
    subject: str
    body: str
    wording: int | None = None


SAYS: dict[str, Callable[[Message], Letter | None]] = {}


def says(event: str):
    """Registers who writes the messages of one event."""

    def register(writer):
        SAYS[event] = writer
        return writer

    return register


def message(*, event: str, key: str, user: User | None = None, permission: str = Permission.MESSAGES_KEEP, **fields):
    """The unsaved row of one message. The same event and key are the same message, whoever prepares it and how often.

    `permission` at `place`: who gets a task when it does not arrive.
    """
    whole = f"{event}/{key}"
    return Message(
        id=uuid.uuid5(uuid.NAMESPACE_URL, whole), key=whole, event=event, user=user, permission=permission, **fields
    )


def send_all(rows: Iterable[Message], *, wake: bool = True) -> None:
    """Prepares messages in the surrounding transaction; what goes by itself goes into the outbox with them."""
    demand_transaction("a message")
    rows = list(rows)
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    going = [row for row in rows if row.channel in BY_ITSELF]
    post_all([_outbox_row(row) for row in going], wake=wake and bool(going))


def send_to(user: User, *, event: str, key: str, path: str, **fields) -> Message:
    """One e-mail to one account, with a link: prepared now, written by `@says(event)` when it goes. Gives its row."""
    new = message(event=event, key=key, user=user, path=path, **fields)
    send_all([new])
    return new


def _outbox_row(row: Message) -> Outbox:
    return Outbox(kind=SEND, dedupe_key=key_of(row.pk), payload={"message": str(row.pk)})


def key_of(pk: uuid.UUID) -> str:
    """The key of a message's row in the outbox."""
    return f"{SEND}/{pk}"


def address(path: str) -> str:
    """The whole address of a page of the portal."""
    return settings.BASE_URL + path


def written(row: Message) -> Letter | None:
    """The message as it would go now; None when there is nothing to say, or nowhere to say it to."""
    if row.user_id and not row.user.is_active:
        return None
    letter = SAYS[row.event](row)
    return letter if letter and (letter.to or row.channel == Channel.PAPER) else None


@handles(SEND)
def deliver(message):
    """Sends what is to be said (or failed and is tried once more) in its hours; a refused address is a bounce."""
    going = Message.objects.filter(state__in=TO_SEND, channel__in=BY_ITSELF)  # an officer may have taken it over
    row = going.select_related("user").filter(pk=message).first()
    if row is None:
        return
    if later := quiet_until(timezone.now(), row.place):
        raise NotYet(later)
    letter = written(row)
    if letter is None:
        change(row, MessageState.WITHDRAWN)
        return
    change(row, MessageState.SENT if _sent(row, letter) else MessageState.BOUNCED, wording_id=letter.wording)


def _sent(row: Message, letter: Letter) -> bool:
    """False when the address itself was refused for good; anything else that fails is raised and tried again."""
    if row.channel == Channel.GATEWAY:
        return gateway.send(to=letter.to, text=letter.body, reference=str(row.pk))
    mail = EmailMessage(
        subject=letter.subject, body=letter.body, to=[letter.to], headers={"Message-ID": f"<{row.pk}@harmoni>"}
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code in PERMANENT for code, _reply in refused.recipients.values()):
            return False
        raise
    return True


@gives_up(SEND)
def give_up(message):
    """After the last try: the message failed, and somebody is asked to reach the receiver another way."""
    for row in Message.objects.prepared().filter(pk=message):
        change(row, MessageState.FAILED)


def withdraw(event: str, record: uuid.UUID, **only) -> None:
    """What was prepared about this record is not to be said any more."""
    waiting = Message.objects.prepared().filter(event=event, record=record, **only)
    waiting.update(state=MessageState.WITHDRAWN, changed_at=Now())


def change(row: Message, state: MessageState, *, by: User | None = None, **more) -> bool:
    """One step from what is to be sent, or from `sent` when it comes back later; False when it had gone on already."""
    earlier = [*TO_SEND] + [MessageState.SENT] * (state == MessageState.BOUNCED)
    mine = Message.objects.filter(pk=row.pk, state__in=earlier)
    moved = mine.update(state=state, changed_at=Now(), changed_by=by, **more)
    if moved and state in (MessageState.BOUNCED, MessageState.FAILED):
        _to_follow_up(row, state)
    return bool(moved)


def _to_follow_up(row, state):
    """A row in the inbox of whoever follows it up: what did not arrive, and the page it spoke of; no address."""
    words = {MessageState.BOUNCED: _("Alamat surel menolak pesan kepada %(who)s: hubungi dengan cara lain")}
    words[MessageState.FAILED] = _("Pesan kepada %(who)s tidak sampai: hubungi dengan cara lain")
    task = Notice(
        place=row.place,
        permission=row.permission,
        kind=FOLLOW_UP,
        title=words[state] % {"who": row.user or row.get_receiver_display()},
        record=row.record or row.pk,
        path=row.path or "/meja/",
        due_on=timezone.localdate(),
        dedupe_key=f"{FOLLOW_UP}/{row.pk}",
    )
    Notice.objects.bulk_create([task], ignore_conflicts=True)


def forget_messages(before: datetime.datetime) -> int:
    """Deletes messages that came to their end earlier; what is still to be said stays. Returns how many."""
    return Message.objects.exclude(state=MessageState.PREPARED).filter(changed_at__lt=before).delete()[0]
