"""A sheet on which several people are written at once, a family or a crew: what was typed waits until it is good."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.employment.models import Employer, Site
from registrations.residency.models.link import ByLink, ByLinkQuerySet
from registrations.residency.models.stay import Stay

MOST_ROWS = 30


class CrewLinkQuerySet(ByLinkQuerySet):
    def open(self):
        return self.filter(revoked_at=None, valid_until__gte=timezone.localdate())

    def opened_by(self, token):
        """The link of this code, if it still holds."""
        return self.open().of_link(token)


class CrewLink(ByLink, Scoped):
    """A link for the foreman of a site, without an account: through it names come in, and nothing goes out."""

    link_use = "crew-link"
    region_path = "site__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="links")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    valid_until = models.DateField(_("Berlaku sampai"))
    revoked_at = models.DateTimeField(null=True)

    objects = CrewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return str(self.pk)

    @property
    def path(self):
        return reverse("crew:link", args=[self.token])

    @property
    def is_open(self):
        return self.revoked_at is None and self.valid_until >= timezone.localdate()

    @property
    def place(self):
        return self.site.place


class GroupSheetQuerySet(ScopedQuerySet):
    def proposed(self):
        """Sent through a link, and no officer has decided yet."""
        return self.filter(state=GroupSheet.State.PROPOSED)


class GroupSheet(Scoped):
    """`shared`: what was typed once for all; `rows`: [{typed, faults, notes, stay}], `stay` where it became one.

    Both are sealed. A row that became a stay keeps its id and no number. Exactly one of `head` (a family) and
    `employer` (a crew) is set.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Dicatat petugas")
        PROPOSED = "proposed", _("Menunggu petugas")
        DECLINED = "declined", _("Tidak diterima")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="+")
    head = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="+")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="sheets")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="sheets")
    link = models.ForeignKey(CrewLink, models.PROTECT, null=True, related_name="sheets")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="of the form that sent it")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    sealed = models.BinaryField()
    emptied = models.BooleanField(default=False, help_text="the rows that were never taken up are forgotten")

    objects = GroupSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["made_at"], name="sheet_to_empty", condition=Q(emptied=False))]
        constraints = [
            models.CheckConstraint(
                name="sheet_is_of_a_family_or_a_crew",
                condition=Q(head__isnull=False, employer=None, site=None, link=None)
                | Q(head=None, employer__isnull=False, site__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_by_somebody_or_by_link", condition=Q(made_by__isnull=False) | Q(link__isnull=False)
            ),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        if self.head_id:
            return reverse("together:family_sheet", args=[self.head_id, self.pk])
        return reverse("workers:sheet", args=[self.pk])

    @property
    def place(self):
        return self.customary_village.path

    @property
    def content(self):
        return cipher.unseal_json(self.sealed, about=f"residency.groupsheet/{self.pk}")

    def write(self, *, shared, rows):
        """Keeps both, sealed; the row itself is saved by whoever calls."""
        self.sealed = cipher.seal_json({"shared": shared, "rows": rows}, about=f"residency.groupsheet/{self.pk}")

    @property
    def waiting(self):
        """The rows that are no stays yet."""
        return [row for row in self.content["rows"] if not row["stay"]]

    @property
    def stays(self):
        """Ids of those that are, in their order."""
        return [uuid.UUID(row["stay"]) for row in self.content["rows"] if row["stay"]]
