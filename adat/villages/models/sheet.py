"""Sheets of newcomers: uploaded, checked in a dry run, saved row by row."""

import base64
import hashlib
import uuid
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from adat.villages.layouts import Layout
from harmoni import cipher
from harmoni.copying import fresh
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped


class Sheet(Scoped):
    """One uploaded sheet. The file is sealed, since it holds NIKs; emptied when its rows are saved."""

    class State(models.TextChoices):
        ASKING = "asking", _("Perlu isian Anda")
        READING = "reading", _("Sedang diperiksa")
        CHECKED = "checked", _("Selesai diperiksa")
        SAVING = "saving", _("Sedang disimpan")
        SAVED = "saved", _("Selesai disimpan")
        REFUSED = "refused", _("Tidak dapat dibaca")
        STOPPED = "stopped", _("Dihentikan")
        UNDOING = "undoing", _("Sedang dibatalkan")
        UNDONE = "undone", _("Sudah dibatalkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="sheets")
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    content_digest = models.BinaryField(null=True, max_length=32, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    fault = models.CharField(max_length=300, blank=True)
    columns = models.JSONField(default=dict, help_text="{field: number of its column, from 0}")
    ignored = models.JSONField(default=list, help_text="headings that name no field")
    layout = models.CharField(max_length=8, choices=Layout, default=Layout.OWN)
    given_sealed = models.BinaryField(null=True, help_text="what was asked once for the whole sheet")
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=500, blank=True)
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True, help_text="when its saving was asked for")

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("villages:sheet", args=[self.pk])

    @cached_property
    def about(self):
        """What the seals of the file and of its rows are bound to."""
        return f"villages.sheet/{self.pk}"

    def seal_content(self, content: bytes):
        """Keeps the file, and the keyed digest by which the same file is known again when this one is gone."""
        self.content = cipher.seal_json(base64.b64encode(content).decode(), about=self.about)
        self.content_digest = cipher.digest(hashlib.sha256(content).hexdigest(), use="sheet")

    def open_content(self) -> bytes:
        return base64.b64decode(cipher.unseal_json(bytes(self.content or b""), about=self.about))

    @cached_property
    def given(self) -> dict[str, str]:
        """{field: text} that holds where a row says nothing of its own."""
        return cipher.unseal_json(bytes(self.given_sealed), about=self.about) if self.given_sealed else {}

    def give(self, values: dict[str, str]):
        self.given_sealed = cipher.seal_json(values, about=self.about)

    def refuse(self, sentence):
        """The end of a file that is no sheet: what it held is not kept."""
        self.parts.all().delete()
        self.state, self.fault, self.content = self.State.REFUSED, str(sentence)[:300], None
        self.save(update_fields=["state", "fault", "content"])

    def saved_earlier(self):
        """The newest sheet of the very same content that was saved for this village before; None without one."""
        if self.content_digest is None:
            return None
        here = Sheet.objects.filter(customary_village=self.customary_village_id, saved_at__isnull=False)
        same = here.filter(content_digest=bytes(self.content_digest)).exclude(pk=self.pk)
        return same.defer("content").select_related("saved_by").order_by("-saved_at").first()

    @property
    def is_working(self):
        return self.state in (self.State.READING, self.State.SAVING, self.State.UNDOING)

    def counts(self) -> dict[str, int]:
        """Rows `read`, `checked`, `accepted` and of them `waiting`, `bad` and of them `mendable`, `saved`, `ended`."""
        looked_at = self.rows.aggregate(
            checked=Count("pk"),
            accepted=Count("pk", filter=Q(good=True)),
            waiting=Count("pk", filter=Q(good=True, stay=None)),
            bad=Count("pk", filter=Q(good=False)),
            mendable=Count("pk", filter=Q(good=False, values_sealed__isnull=False)),
            saved=Count("pk", filter=Q(stay__isnull=False)),
            ended=Count("pk", filter=Q(undone=True)),
            left=Count("pk", filter=Q(undone=False)),
        )
        waiting = self.parts.aggregate(rows=Coalesce(Sum("size"), 0))
        return looked_at | {"read": looked_at["checked"] + waiting["rows"]}


class SheetPart(models.Model):
    """Rows that were read and not looked at yet, sealed together: a worker takes a whole part and leaves rows."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField(help_text="of its first row")
    size = models.PositiveSmallIntegerField()
    rows_sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_part_once")]

    def __str__(self):
        return f"{self.number}+{self.size}"

    @classmethod
    def of(cls, sheet: Sheet, rows: list[tuple[int, dict]]) -> "SheetPart":
        """The unsaved part of rows as (number, values)."""
        return cls(
            sheet=sheet, number=rows[0][0], size=len(rows), rows_sealed=cipher.seal_json(rows, about=sheet.about)
        )

    def open(self) -> list["SheetRow"]:
        """The unsaved rows."""
        told = cipher.unseal_json(bytes(self.rows_sealed), about=self.sheet.about)
        return [SheetRow.of(self.sheet, number, values) for number, values in told]


class SheetRowQuerySet(models.QuerySet):
    def bad(self):
        return self.filter(good=False)

    def mendable(self):
        return self.bad().exclude(values_sealed=None)

    def doubtful(self):
        """Good, not saved yet, and worth a second look."""
        return self.to_save().filter(doubtful=True)

    def to_save(self):
        return self.filter(good=True, stay=None)

    def to_undo(self):
        """Saved, and not looked at yet by the undoing."""
        return self.exclude(stay=None).filter(undone=None)


class SheetRow(models.Model):
    """One row of a sheet: its values (sealed), what is wrong with which cell, and the stay it became."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text="the row as the spreadsheet counts it; the first is row 1")
    values_sealed = models.BinaryField(null=True, help_text="emptied when the row is saved")
    nik_digest = models.BinaryField(null=True, max_length=32, editable=False)
    good = models.BooleanField()
    faults = models.JSONField(default=list, help_text="[[cell, field, sentence], ...]")
    doubtful = models.BooleanField(default=False, help_text="good, and its NIK disagrees with the rest")
    double = models.BooleanField(default=False, help_text="its NIK stands higher up in the sheet or lives here already")
    stay = models.UUIDField(null=True)
    undone = models.BooleanField(null=True, help_text="after undoing: whether its stay was ended")

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["sheet", "nik_digest"], name="sheet_row_nik")]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once")]

    def __str__(self):
        return str(self.number)

    @classmethod
    def of(cls, sheet: Sheet, number: int, values: dict[str, Any]) -> "SheetRow":
        row = fresh(cls, sheet=sheet, number=number)
        row.keep(values)
        return row

    @cached_property
    def values(self):
        """{field: the cell as it stands in the sheet, text or number}, with what was given for the whole sheet."""
        if not self.values_sealed:
            return {}
        return self.sheet.given | cipher.unseal_json(self.values_sealed, about=self.sheet.about)

    def keep(self, values: dict[str, Any]):
        """What the sheet says of this row, or what was mended on the page."""
        self.values_sealed = cipher.seal_json(values, about=self.sheet.about)
        self.values = self.sheet.given | values
