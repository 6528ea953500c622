"""What happened and who looked: rows that are written once, chained by a sealer, and never edited."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from harmoni import cipher


class EventQuerySet(models.QuerySet):
    def about(self, *subjects):
        """Everything that was done with or seen of one person or record (or of any of several), newest first.

        By time and then by key: ordered by key alone, the database reads the whole history backwards for few rows.
        """
        return self.filter(subjects__overlap=subjects).order_by("-at", "-pk")

    def unsealed(self):
        return self.filter(seal=None).order_by("pk")


class Event(models.Model):
    """One act or one reading. Actor and records are plain ids: history lies below every book.

    `subjects` are the ids of the persons and records it concerns; `detail` is sealed, since it may hold what was
    corrected. A list or a search is one row that names everyone it showed.
    """

    class Kind(models.TextChoices):
        ACT = "act"
        READING = "reading"

    at = models.DateTimeField(db_default=Now(), editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    verb = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=80, blank=True)
    subjects = ArrayField(models.UUIDField(), default=list)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    detail = models.BinaryField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(fields=["subjects"], name="event_subjects")]

    def __str__(self):
        return f"{self.pk} {self.verb}"

    @property
    def details(self):
        """What changed, as {field: [before, after]} or other facts; {} when there is none."""
        return cipher.unseal_json(self.detail, about="history.event") if self.detail else {}


class Seal(models.Model):
    """The link of one event in the chain: digest = SHA-256(previous digest, canonical event)."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.DO_NOTHING, db_constraint=False, related_name="seal")
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return str(self.number)


class Submission(models.Model):
    """A form that was opened once and counts once: the key made with the form, what it held, what came of it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    actor_id = models.BigIntegerField()
    route = models.CharField(max_length=80)
    body_digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    answer = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self):
        return str(self.key)

    @property
    def fields(self):
        """What was sent, as {field: text}."""
        return cipher.unseal_json(self.body, about=f"history.submission/{self.key}")
