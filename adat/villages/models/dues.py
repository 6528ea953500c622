"""What a desa adat may ask for: only on a pararem, only by a published tariff, with a receipt for each rupiah.

A payment opens nothing and its absence closes nothing: no book asks for one, and nobody is listed as not having paid.
"""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.residency.models import Stay


def in_force(day: datetime.date, prefix: str = "") -> Q:
    """Valid on this day, by `valid_from` and `valid_until` behind the prefix."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gte": day}))


class DueKind(models.TextChoices):
    DUDUKAN = "dudukan", _("Dudukan")
    PUNIA = "punia", _("Punia")
    IURAN = "iuran", _("Iuran")


class Per(models.TextChoices):
    PERSON_MONTH = "person_month", _("per orang, tiap bulan")
    HOUSEHOLD_MONTH = "household_month", _("per keluarga, tiap bulan")
    PERSON = "person", _("per orang, satu kali")
    HOUSEHOLD = "household", _("per keluarga, satu kali")


class Pararem(Scoped):
    """A decision of the desa adat, on which a tariff rests."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="pararem")
    number = models.CharField(_("Nomor pararem"), max_length=60)
    title = models.CharField(_("Tentang"), max_length=160)
    decided_on = models.DateField(_("Ditetapkan tanggal"))
    text = models.TextField(_("Isi"), blank=True)
    valid_from = models.DateField(_("Berlaku mulai"))
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["customary_village", "number"], name="pararem_once"),
            models.CheckConstraint(
                name="pararem_in_order",
                condition=Q(valid_from__gte=F("decided_on"))
                & (Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))),
            ),
        ]

    def __str__(self):
        return f"Pararem {self.number}"

    @property
    def place(self):
        return self.customary_village.path


class TariffQuerySet(ScopedQuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def in_force(self, day=None):
        """Published, and both the tariff and its pararem hold on this day."""
        day = day or timezone.localdate()
        return self.published().filter(in_force(day), in_force(day, "pararem__"))


class Tariff(Scoped):
    """How many whole rupiah; nought is a valid answer. Once published its amount and ground stay: triggers hold it."""

    region_path = "pararem__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pararem = models.ForeignKey(Pararem, models.PROTECT, related_name="tariffs")
    kind = models.CharField(_("Disebut"), max_length=7, choices=DueKind)
    purpose = models.CharField(_("Untuk apa"), max_length=160)
    amount = models.PositiveIntegerField(_("Besarnya (rupiah)"))
    per = models.CharField(_("Dihitung"), max_length=15, choices=Per)
    valid_from = models.DateField(_("Berlaku mulai"))
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = TariffQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tariff_in_order", condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="tariff_published_by_somebody",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.purpose}"

    @property
    def village(self):
        return self.pararem.customary_village

    @property
    def place(self):
        return self.village.path

    @property
    def holds(self):
        today = timezone.localdate()
        ends = [day for day in (self.valid_until, self.pararem.valid_until) if day]
        return bool(self.published_at) and max(self.valid_from, self.pararem.valid_from) <= today <= min(
            [*ends, datetime.date.max]
        )


class DueSeries(models.Model):
    """The last number of a village's receipts of one year, so that none is left out."""

    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customary_village", "year"], name="due_series_once")]

    def __str__(self):
        return f"{self.customary_village} {self.year}: {self.last}"


class DuePayment(Scoped):
    """Money received for one stay: by a tariff in force, exactly tariff x count. Voided with a reason, never deleted.

    A trigger asks for all of that again, so that no code and no bare INSERT writes another payment.
    """

    region_path = "tariff__pararem__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="payments")
    number = models.CharField(max_length=60)
    count = models.PositiveSmallIntegerField(_("Berapa kali"))
    amount = models.PositiveIntegerField()
    paid_on = models.DateField(default=timezone.localdate)
    received_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="due_number_once"),
            models.CheckConstraint(name="due_is_money", condition=Q(amount__gt=0, count__gt=0)),
            models.CheckConstraint(
                name="due_voided_with_a_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("dues:payment", args=[self.pk])

    @property
    def place(self):
        return self.tariff.place
