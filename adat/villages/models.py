"""The village's own book: sheets of newcomers that were uploaded, checked in a dry run, and saved row by row."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped


class Sheet(Scoped):
    """One uploaded sheet. The file is sealed, since it holds NIKs, and emptied once its good rows are saved."""

    class State(models.TextChoices):
        READING = "reading", _("Sedang diperiksa")
        CHECKED = "checked", _("Selesai diperiksa")
        SAVING = "saving", _("Sedang disimpan")
        SAVED = "saved", _("Selesai disimpan")
        REFUSED = "refused", _("Tidak dapat dibaca")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="sheets")
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("villages:sheet", args=[self.pk])


class SheetRow(models.Model):
    """One row of a sheet: its values (sealed), what is wrong with which cell, and the stay it became."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="the row as the spreadsheet counts it; the heading is row 1")
    values_sealed = models.BinaryField()
    faults = models.JSONField(default=list, help_text="[[cell, field, sentence], ...]")
    stay = models.UUIDField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once")]

    def __str__(self):
        return str(self.number)

    @property
    def values(self):
        """{field: text as typed}"""
        return cipher.unseal_json(self.values_sealed, about=f"villages.sheetrow/{self.sheet_id}")
