"""A quarrel that somebody brings. It is seen by those on its own list and, for everybody else, does not exist."""

import datetime
import uuid

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import ExtractQuarter, ExtractYear, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.access import AccessGrant, Standing
from adat.mediation.models.kept import Kept
from adat.mediation.workflow import CASE_MOVES, ENDED, FOR_CRIME, NOT_FOR_COMPANIONS, NOT_FOR_CRIME, CaseStatus
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from registrations.people.fields import Sealed, sealed_column

OUT_OF_SIGHT = datetime.timedelta(days=365)  # a closed case leaves everybody's view


class CaseKind(models.TextChoices):
    WAGE = "wage", _("Upah, atau pekerja ditinggalkan")
    HOUSING = "housing", _("Tempat tinggal, uang jaminan, sewa")
    REFUSAL = "refusal", _("Ditolak menyewa atau bekerja karena asal")
    CUSTOM = "custom", _("Kebisingan, kebersihan, adat")
    DUES = "dues", _("Pungutan atau iuran")
    FAMILY = "family", _("Keluarga")
    OTHER = "other", _("Lainnya")
    CRIME = "crime", _("Ada kekerasan, ancaman, pencurian, atau tindak pidana lain")


class Bringer(models.TextChoices):
    NEWCOMER = "newcomer", _("Warga pendatang")
    HOST = "host", _("Pemilik kos atau tuan rumah")
    NEIGHBOUR = "neighbour", _("Tetangga atau warga setempat")
    EMPLOYER = "employer", _("Pemberi kerja")
    VILLAGE = "village", _("Desa adat atau banjar")
    COMMUNITY = "community", _("Paguyuban")
    OTHER = "other", _("Orang lain")


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """Those on whose own list this person stands, while the office by which that was granted is still held."""
        mine = AccessGrant.objects.live().filter(user=user, place__in=user.places(permission))
        recent = Q(closed_on=None) | Q(closed_on__gte=timezone.localdate() - OUT_OF_SIGHT)
        return self.filter(recent, pk__in=mine.values("case"))

    def running(self):
        return self.exclude(status__in=ENDED)

    def ended(self):
        return self.filter(status__in=ENDED)

    def by_regency_and_quarter(self):
        """{regency, year, quarter, count} and nothing finer: true counts, of which the dashboard's rule tells some."""
        when = {"year": ExtractYear("lodged_at"), "quarter": ExtractQuarter("lodged_at")}
        found = self.order_by().annotate(**when).values("regency", "year", "quarter")
        return found.annotate(count=Count("pk")).order_by("regency", "year", "quarter")


class Case(Kept, Workflow):
    """`number` is drawn by lot: one that counted up would tell how many there are.

    `confidential`: who brought it is not told to the other side. The history knows the case by its id alone: `place`
    is empty, reasons and facts lie sealed in the event.
    """

    number = models.CharField(max_length=12, unique=True)
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.LODGED)
    kind = models.CharField(_("Jenis perkara"), max_length=8, choices=CaseKind)
    brought_by = models.CharField(_("Yang menyampaikan"), max_length=9, choices=Bringer)
    regency = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    happened_on = models.DateField(_("Kapan"), null=True, blank=True)
    confidential = models.BooleanField(_("Rahasiakan yang menyampaikan"), default=True)
    next_on = models.DateField(_("Langkah berikutnya"), null=True)
    closed_on = models.DateField(null=True)
    recurs = models.BooleanField(_("Terulang"), default=False)
    lodged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lodged_at = models.DateTimeField(db_default=Now())
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    subject_sealed = sealed_column()
    where_sealed = sealed_column()
    summary_sealed = sealed_column()
    desired_outcome_sealed = sealed_column()
    clause_sealed = sealed_column()  # of the integrity pact, by its name, where it is about one

    subject, where, summary, desired_outcome, clause = Sealed(), Sealed(), Sealed(), Sealed(), Sealed()
    moves = CASE_MOVES
    seals_reason = True
    place = ""

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["next_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_has_a_next_date",
                condition=Q(status__in=sorted(ENDED), next_on=None, closed_on__isnull=False)
                | (~Q(status__in=sorted(ENDED)) & Q(next_on__isnull=False, closed_on=None)),
            ),
            models.CheckConstraint(
                name="case_of_crime_is_never_mediated", condition=~Q(kind="crime") | Q(status__in=FOR_CRIME)
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("mediation:case", args=[self.pk])

    @property
    def subjects(self):
        return [self.pk]

    @property
    def is_crime(self):
        return self.kind == CaseKind.CRIME

    @property
    def is_late(self):
        return self.next_on is not None and self.next_on < timezone.localdate()

    @property
    def agreement(self):
        """The newest; an earlier one stays as it was when a case is opened again."""
        return self.agreements.order_by("-agreed_on", "-written_at").first()

    def standing_of(self, user):
        """This person's live line on the list, asked for once; None for a stranger."""
        known = self.__dict__.setdefault("_standings", {})
        if user.pk not in known:
            known[user.pk] = self.grants.live().filter(user=user).first()
        return known[user.pk]

    def allows(self, user, move):
        mine = self.standing_of(user)
        if mine is None or mine.place not in user.places(move.permission):
            return False
        return move.permission != Permission.CASE_HEAR or mine.standing == Standing.MEDIATOR

    def open_moves(self, user):
        mine = self.standing_of(user)
        barred = set(NOT_FOR_CRIME) if self.is_crime else set()
        if mine and mine.standing == Standing.COMPANION:
            barred |= NOT_FOR_COMPANIONS
        return {verb: move for verb, move in super().open_moves(user).items() if verb not in barred}
