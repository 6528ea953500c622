"""The register of what provinces agreed with each other: their fields and their next steps."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet


class AgreementKind(models.TextChoices):
    DECLARATION = "declaration", _("Kesepakatan bersama")
    MOU = "mou", _("Nota kesepahaman")
    PKS = "pks", _("Perjanjian kerja sama")


class CooperationQuerySet(ScopedQuerySet):
    def visible_to(self, user, permission):
        """Of every province that stands in it; two places of one person are still one row."""
        return super().visible_to(user, permission).distinct()

    def all_of_them(self):
        return self.all()

    def with_open_steps(self):
        return self.filter(steps__done_on=None, steps__isnull=False).distinct()


class Cooperation(Scoped):
    """One agreement as it was signed, with where that can be read. What is not known stays empty."""

    region_path = "partners__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Jenis"), max_length=11, choices=AgreementKind)
    title = models.CharField(_("Tentang"), max_length=200)
    number = models.CharField(_("Nomor"), max_length=80, blank=True)
    fields_agreed = models.CharField(_("Bidang"), max_length=500, blank=True)
    signed_on = models.DateField(_("Ditandatangani"))
    signed_at = models.CharField(_("Di"), max_length=120, blank=True)
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    source = models.CharField(_("Sumber"), max_length=300)
    partners = models.ManyToManyField(Region, related_name="+", verbose_name=_("Para pihak"))
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = CooperationQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "title", "signed_on"], name="cooperation_once"),
            models.CheckConstraint(name="cooperation_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self):
        return reverse("prevention:cooperation", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]


class NextStep(models.Model):
    """What is to be done next, by which office, by when; done on a day, by somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="steps")
    what = models.CharField(_("Langkah"), max_length=200)
    owner = models.CharField(_("Kantor penanggung jawab"), max_length=120)
    due_on = models.DateField(_("Tenggat"))
    place = models.CharField(max_length=10, help_text="path of the office that is reminded")
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_done_has_day_and_who",
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def is_late(self):
        return self.done_on is None and self.due_on < timezone.localdate()
