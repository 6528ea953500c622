"""Who gives work, and where: an employer as one regency knows it, and its sites in the desa adat."""

import re
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.regions.scope import Scoped, ScopedQuerySet, territory
from registrations.people.fields import Sealed, sealed_column
from registrations.people.nik import masked

LEGAL_FORMS = {"pt", "cv", "ud", "pd", "tb", "fa", "koperasi", "yayasan", "bapak", "ibu", "pak", "bu", "tbk"}


def plain_name(name: str) -> str:
    """The name by which a second entry is noticed: small letters, no PT, CV or UD, no punctuation.

    `PT. Cipta Karya, Tbk` and `cipta karya` are one name.
    """
    words = re.findall(r"\w+", name.casefold())
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


class EmployerKind(models.TextChoices):
    PROJECT_OWNER = "project_owner", _("Pemilik proyek")
    MAIN_CONTRACTOR = "main_contractor", _("Kontraktor utama")
    SUBCONTRACTOR = "subcontractor", _("Subkontraktor")
    FOREMAN = "foreman", _("Mandor")
    RECRUITER = "recruiter", _("Perekrut")
    BUSINESS = "business", _("Usaha")
    HOUSEHOLD = "household", _("Rumah tangga")


class EmployerQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """The employers of the regencies in which this person holds the permission, be it in one desa adat only."""
        return self.filter(territory("regency__code", [path[:4] for path in user.places(permission)]))

    def like(self, name, regency):
        """Those of the regency that bear this name already, however it was written."""
        return self.filter(regency=regency, plain_name=plain_name(name))

    def by_name(self):
        return self.order_by("name", "pk")


class Employer(models.Model):
    """One employer as a regency knows it. Facts only, no standing. A second entry is noticed, never refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    regency = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(_("Nama"), max_length=120)
    plain_name = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("Jenis"), max_length=15, choices=EmployerKind, default=EmployerKind.BUSINESS)
    nib = models.CharField(_("NIB"), max_length=13, blank=True)
    address = models.CharField(_("Alamat"), max_length=200, blank=True)
    responsible_name = models.CharField(_("Penanggung jawab"), max_length=120, blank=True)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=Now())
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    phone_sealed = sealed_column()
    npwp_sealed = sealed_column()

    phone = Sealed()
    npwp = Sealed()  # that of a person is the NIK

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["regency", "plain_name"], name="employer_name"),
            models.Index(fields=["regency", "-registered_at", "id"], name="employer_newest"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.plain_name = plain_name(self.name)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "plain_name"}
        super().save(**kwargs)

    def get_absolute_url(self):
        """Its page; who works there is shown by the book of stays, so the address is known here and the view is not."""
        return f"{reverse('employment:list')}{self.pk}/"

    @property
    def place(self):
        return self.regency_id

    @property
    def subjects(self):
        return [self.pk]

    @property
    def masked_phone(self):
        return masked(self.phone)

    @property
    def masked_npwp(self):
        return masked(self.npwp)


class SiteQuerySet(ScopedQuerySet):
    def running(self, day=None):
        """Begun or about to, and not ended."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or timezone.localdate()))


class Site(Scoped):
    """Where an employer's people work, or live beside their work (bedeng, mes), in one desa adat, from day to day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="sites")
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="sites")
    name = models.CharField(_("Nama lokasi"), max_length=120)
    address = models.CharField(_("Alamat lokasi"), max_length=200)
    starts_on = models.DateField(_("Mulai"))
    ends_on = models.DateField(_("Selesai"), null=True, blank=True)
    responsible_name = models.CharField(_("Penanggung jawab di lokasi"), max_length=120, blank=True)
    registered_at = models.DateTimeField(db_default=Now())
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    responsible_phone_sealed = sealed_column()

    responsible_phone = Sealed()

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="site_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('employment:list')}lokasi/{self.pk}/"

    @property
    def place(self):
        return self.customary_village.path

    @property
    def subjects(self):
        return [self.employer_id, self.pk]

    @property
    def has_ended(self):
        return self.ends_on is not None and self.ends_on < timezone.localdate()
