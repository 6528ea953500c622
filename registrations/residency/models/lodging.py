"""The lodging ledger of a desa adat: whose house it is, how many it is meant for, and who lives there by the book."""

import re
import uuid

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.people.fields import Sealed, sealed_column
from registrations.residency.workflow import HERE


class LodgingKind(models.TextChoices):
    KOS = "kos", _("Kos")
    RENTED = "rented", _("Kontrakan")
    CREW = "crew", _("Mes atau bedeng")
    HOME = "home", _("Rumah keluarga")
    OTHER = "other", _("Lainnya")


def name_key(name: str) -> str:
    """`Kos  Melati.` and `KOS MELATI` are one house: small letters, single spaces, no signs."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())[:120]


class LodgingQuerySet(ScopedQuerySet):
    def with_occupants(self):
        """Each with `occupants` (here by the book) and `crowded`: more than it, or one of its rooms, is meant for."""
        inside = Count("lodging__stays", filter=Q(lodging__stays__status__in=HERE, lodging__stays__room=F("name")))
        over = LodgingRoom.objects.filter(lodging=OuterRef("pk")).annotate(inside=inside)
        crowded = Q(occupants__gt=F("capacity")) | Q(Exists(over.filter(inside__gt=F("capacity"))))
        found = self.annotate(occupants=Count("stays", filter=Q(stays__status__in=HERE)))
        return found.annotate(crowded=Case(When(crowded, then=True), default=False))

    def crowded(self):
        return self.with_occupants().filter(crowded=True)

    def empty(self):
        return self.with_occupants().filter(occupants=0)


class Lodging(Scoped):
    """A house in which newcomers live. `capacity` (people) is a fact for safety and never closes a door."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="lodgings")
    name = models.CharField(_("Nama"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("Jenis"), max_length=6, choices=LodgingKind, default=LodgingKind.KOS)
    address = models.CharField(_("Alamat"), max_length=200, blank=True)
    banjar = models.CharField(_("Banjar"), max_length=80, blank=True)
    owner_name = models.CharField(_("Pemilik atau pengelola"), max_length=120, blank=True)
    owner_email = models.EmailField(_("Surel pemilik"), blank=True)
    rooms_count = models.PositiveSmallIntegerField(_("Jumlah kamar"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Cukup untuk berapa orang"), null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    owner_phone_sealed = sealed_column()

    owner_phone = Sealed()

    objects = LodgingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["customary_village", "name_key"], name="lodging_once"),
            models.CheckConstraint(name="lodging_has_a_name", condition=~Q(name_key="")),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("lodgings:one", args=[self.pk])

    @property
    def place(self):
        return self.customary_village.path


class LodgingRoom(models.Model):
    """A room under the name that the house gives it; a stay names it in `Stay.room`."""

    lodging = models.ForeignKey(Lodging, models.CASCADE, related_name="rooms")
    name = models.CharField(_("Kamar"), max_length=30)
    capacity = models.PositiveSmallIntegerField(_("Untuk berapa orang"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), "lodging", name="room_once")]

    def __str__(self):
        return self.name
