"""What waits and what leaves the house: the outbox, the inbox of a place, messages, and the slots of the clock."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.regions.scope import Scoped, ScopedQuerySet


def once(name: str) -> models.UniqueConstraint:
    """A key stands once; one index finds it whole and by how it begins."""
    return models.UniqueConstraint(fields=["dedupe_key"], opclasses=["varchar_pattern_ops"], name=name)


class Outbox(models.Model):
    """Work that must happen because a row was committed with it. `payload` holds ids, never a name or a number."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"
        ASIDE = "aside"  # given up, looked at by an administrator, and not to be tried again

    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    put_aside_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="outbox_dead", condition=Q(state="dead")),
        ]
        constraints = [once("outbox_once")]

    def __str__(self):
        return f"{self.kind} {self.dedupe_key}"


class AddressedQuerySet(ScopedQuerySet):
    def addressed_to(self, user):
        """The rows whose permission this person holds at the row's own place."""
        mine = self.none()
        for permission in Permission:
            if user.may(permission):
                mine |= self.visible_to(user, permission).filter(permission=permission)
        return mine


class NoticeQuerySet(AddressedQuerySet):
    def open(self):
        return self.filter(done_at=None)


class Notice(Scoped):
    """A row in the inbox of a place: what is to be done, by when, who did it. Addressed to a permission there."""

    region_path = "place"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.CharField(max_length=80)
    permission = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    title = models.CharField(_("Perihal"), max_length=160)
    record = models.UUIDField(help_text="the record it speaks of")
    path = models.CharField(max_length=200, help_text="the page it leads to")
    due_on = models.DateField(null=True)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        indexes = [models.Index(fields=["place", "due_on"], name="notice_open", condition=Q(done_at=None))]
        constraints = [
            once("notice_once"),
            models.CheckConstraint(
                name="notice_done_at_has_by", condition=Q(done_at__isnull=False) | Q(done_by__isnull=True)
            ),
        ]

    def __str__(self):
        return self.title

    def finish(self, *, by):
        """Done, by whom and when; a row that was done stays as it was."""
        Notice.objects.open().filter(pk=self.pk).update(done_at=Now(), done_by=by)


class Channel(models.TextChoices):
    EMAIL = "email", _("Surel")
    WHATSAPP = "whatsapp", _("WhatsApp")
    GATEWAY = "gateway", _("Gerbang WhatsApp")
    PAPER = "paper", _("Kertas")


class Receiver(models.TextChoices):
    OFFICER = "officer", _("petugas")
    PERSON = "person", _("orangnya")
    HOST = "host", _("penanggung jawab")
    ORIGIN = "origin", _("kabupaten asal")
    EMPLOYER = "employer", _("pemberi kerja")


class MessageState(models.TextChoices):
    PREPARED = "prepared", _("disiapkan")
    SENT = "sent", _("terkirim")
    HANDED = "handed", _("disampaikan petugas")
    BOUNCED = "bounced", _("alamat menolak")
    FAILED = "failed", _("tidak sampai")
    WITHDRAWN = "withdrawn", _("tidak perlu lagi")


class MessageQuerySet(AddressedQuerySet):
    def prepared(self):
        return self.filter(state=MessageState.PREPARED)

    def by_hand(self):
        """Those that an officer sends from an own phone, or prints."""
        return self.prepared().filter(channel__in=[Channel.WHATSAPP, Channel.PAPER])

    def gone(self):
        """Those that came to an end, whichever."""
        return self.exclude(state=MessageState.PREPARED)

    def lost(self):
        return self.filter(state__in=[MessageState.BOUNCED, MessageState.FAILED])

    def about_people(self):
        """What a record's reminder says to somebody outside; the rest goes to accounts."""
        return self.filter(user=None)


class Message(Scoped):
    """What one receiver is told once, and what became of it. Ids alone: address and words are found when it is sent.

    `key` names event, record, date, receiver and channel; `place` (its path) says whose it is and whose clock counts.
    """

    region_path = "place"

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    event = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    receiver = models.CharField(max_length=8, choices=Receiver, default=Receiver.OFFICER)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    permission = models.CharField(max_length=40, help_text="whoever has it there follows up what does not arrive")
    record = models.UUIDField(null=True)
    about = models.CharField(max_length=60, blank=True, help_text="initials and number, for the offices of the place")
    day = models.DateField(null=True, help_text="the date it speaks of")
    step = models.SmallIntegerField(default=0, help_text="days before the date; less than 0: after it")
    path = models.CharField(max_length=200, blank=True, help_text="the page it speaks of")
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.PREPARED)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    wording = models.ForeignKey(
        "notices.Wording", models.PROTECT, null=True, related_name="+", help_text="the version that was sent"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(
                fields=["place", "created_at"],
                name="message_by_hand",
                condition=Q(state="prepared", channel__in=["whatsapp", "paper"]),
            ),
            models.Index(fields=["-created_at", "id"], name="message_newest"),
            models.Index(fields=["event", "record"], name="message_of_record"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_handed_has_by", condition=~Q(state="handed") | Q(changed_by__isnull=False)
            )
        ]

    def __str__(self):
        return self.key


class Language(models.TextChoices):
    """In which texts may be written; what stands in none of the others is told in Indonesian."""

    INDONESIAN = "id", _("Indonesia")
    BALINESE = "ban", _("Bali")
    SUMBANESE = "xbr", _("Sumba (Kambera)")
    TETUN = "tet", _("Tetun")


class RuleQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Rule(models.Model):
    """So many days before the date of an event (less than 0: after it) this receiver is told that text."""

    event = models.CharField(max_length=40)
    step = models.SmallIntegerField(_("Hari sebelum tanggalnya"))
    receiver = models.CharField(_("Kepada"), max_length=8, choices=Receiver)
    wording = models.CharField(_("Teks"), max_length=40, blank=True)
    language = models.CharField(_("Bahasa"), max_length=3, choices=Language, default=Language.INDONESIAN)
    is_active = models.BooleanField(_("Berlaku"), default=True)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_constraint=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["event", "receiver", "-step"]
        constraints = [
            models.UniqueConstraint(fields=["event", "receiver", "step"], name="rule_once"),
            models.CheckConstraint(name="rule_within_a_year", condition=Q(step__gte=-365, step__lte=365)),
        ]

    def __str__(self):
        return f"{self.event} {self.receiver} {self.step}"


class Wording(models.Model):
    """One version of a text in one language. A change is the next version; what was sent names the one it used."""

    name = models.CharField(max_length=40)
    language = models.CharField(max_length=3, choices=Language, default=Language.INDONESIAN)
    version = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(_("Perihal"), max_length=110)
    text = models.TextField(_("Isi"), max_length=1200, blank=True)
    written_at = models.DateTimeField(db_default=Now())
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["name", "language", "-version"]
        constraints = [models.UniqueConstraint(fields=["name", "language", "version"], name="wording_version_once")]

    def __str__(self):
        return f"{self.name} {self.language} v{self.version}"

    @property
    def title(self):
        """What an office calls the text: its subject, and to whom it is written."""
        return f"{self.subject} · {Receiver(self.name.rpartition('.')[2]).label}"


class Silence(models.Model):
    """A person who does not wish to be written to, neither directly nor through others; taken back by deleting it."""

    person = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.person)


class Slot(models.Model):
    """One run of one job of the clock; unique, so that two beats or a missed hour do no harm."""

    job = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="slot_once")]

    def __str__(self):
        return f"{self.job} {self.slot}"


class Heartbeat(models.Model):
    """When a worker last finished a task: proves that work is consumed, not merely that a process lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
