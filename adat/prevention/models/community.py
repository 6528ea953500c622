"""Community organisations of origin in Bali: who they are, what they did and say. No members' list."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adat.prevention.workflow import EVALUATION_MOVES, EvaluationStatus
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet, territory

E = EvaluationStatus


class OfCommunity(ScopedQuerySet):
    """Its own representative finds it by the home regency; the office where it lives by the host province."""

    path = ""

    def visible_to(self, user, permission):
        places = user.places(permission)
        if permission == Permission.COMMUNITY_READ:
            here = territory(f"{self.path}home__code", places) | territory(f"{self.path}host__code", places)
            return self.filter(here)
        side = "host" if permission == Permission.COMMUNITY_KEEP else "home"
        return self.filter(territory(f"{self.path}{side}__code", places))


class OrganisationQuerySet(OfCommunity):
    def listed(self):
        return self.all()


class Organisation(Scoped):
    """One for each home regency, within the umbrella; its figures stand on the dashboard, rounded."""

    region_path = "home__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(Region, models.PROTECT, related_name="+")
    home = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("Daerah asal"))
    name = models.CharField(_("Nama paguyuban"), max_length=120)
    umbrella = models.CharField(_("Payung"), max_length=120, blank=True)
    office = models.CharField(_("Alamat sekretariat"), max_length=200, blank=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["host", "home"], name="one_organisation_a_home")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("prevention:organisation", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]


class ActivityKind(models.TextChoices):
    BRIEFING = "briefing", _("Pembekalan setelah tiba")
    VISIT = "visit", _("Kunjungan warga tanpa KTP")


class CommunityActivity(models.Model):
    """A briefing after arrival, or a visit to people without a KTP: where, when, how many; nobody is listed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="activities")
    kind = models.CharField(_("Kegiatan"), max_length=8, choices=ActivityKind, default=ActivityKind.BRIEFING)
    held_on = models.DateField(_("Tanggal"))
    district = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("Kecamatan"))
    reached = models.PositiveIntegerField(_("Orang yang ditemui"))
    without_id = models.PositiveIntegerField(_("Di antaranya belum punya KTP"), null=True, blank=True)
    note = models.CharField(_("Yang perlu ditindaklanjuti"), max_length=500, blank=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="without_id_among_reached",
                condition=Q(without_id=None) | Q(without_id__lte=models.F("reached")),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.district}"


class EvaluationQuerySet(OfCommunity):
    path = "organisation__"

    def listed(self):
        return self.all()

    def to_answer(self):
        return self.filter(status=E.SUBMITTED)


class Evaluation(Scoped, Workflow):
    """What the provinces ask each quarter: what went well, what is hard, what is asked of whom; and the answer."""

    region_path = "organisation__home__code"
    moves = EVALUATION_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluations")
    year = models.PositiveSmallIntegerField(_("Tahun"))
    quarter = models.PositiveSmallIntegerField(_("Triwulan"))
    status = models.CharField(max_length=9, choices=E, default=E.SUBMITTED)
    well = models.CharField(_("Yang berjalan baik"), max_length=1500)
    hard = models.CharField(_("Yang sulit"), max_length=1500, blank=True)
    asked = models.CharField(_("Yang diminta, dan kepada siapa"), max_length=1500, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(_("Jawaban"), max_length=1500, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "quarter"], name="one_evaluation_a_quarter"),
            models.CheckConstraint(name="evaluation_quarter", condition=Q(quarter__gte=1, quarter__lte=4)),
            models.CheckConstraint(
                name="evaluation_answer_is_whole",
                condition=Q(status="submitted", answer="", answered_by=None)
                | (Q(status="answered", answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self):
        return f"Evaluasi triwulan {self.quarter} {self.year}, {self.organisation}"

    def get_absolute_url(self):
        return reverse("prevention:evaluation", args=[self.pk])

    @property
    def place(self):
        return self.organisation.home_id

    @property
    def subjects(self):
        return [self.pk, self.organisation_id]

    def allows(self, user, move):
        """Answered where the organisation lives, not where its people come from."""
        return user.may_at(move.permission, self.organisation.host_id)
