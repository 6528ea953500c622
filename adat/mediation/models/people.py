"""Who quarrels, who speaks for them, and who sits at the table."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adat.mediation.models.kept import Kept
from registrations.people.fields import Sealed, sealed_column


class PartyKind(models.TextChoices):
    PERSON = "person", _("Orang")
    EMPLOYER = "employer", _("Pemberi kerja")
    VILLAGE = "village", _("Desa adat atau banjar")
    OTHER = "other", _("Lainnya")


class Side(models.TextChoices):
    ASKING = "asking", _("Pihak yang menyampaikan")
    ANSWERING = "answering", _("Pihak yang dituju")


class Consent(models.TextChoices):
    UNASKED = "", _("belum ditanya")
    YES = "yes", _("bersedia dimediasi")
    NO = "no", _("tidak bersedia")


class Party(Kept):
    """`stay_number` is the number of a stay as a sealed text: no join leads from a stay to a case."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=8, choices=PartyKind, default=PartyKind.PERSON)
    side = models.CharField(max_length=9, choices=Side)
    consent = models.CharField(max_length=3, choices=Consent, blank=True)
    consented_on = models.DateField(null=True)
    added_at = models.DateTimeField(db_default=Now())
    name_sealed = sealed_column()
    contact_sealed = sealed_column()
    stay_number_sealed = sealed_column()
    language_sealed = sealed_column()  # the one in which it wants to speak, where that needs an interpreter

    name, contact, stay_number, language = Sealed(), Sealed(), Sealed(), Sealed()

    class Meta:
        ordering = ["-side", "added_at", "pk"]  # whoever asks comes first
        constraints = [
            models.CheckConstraint(
                name="party_consent_has_its_day",
                condition=Q(consent="", consented_on=None) | (~Q(consent="") & Q(consented_on__isnull=False)),
            )
        ]

    def __str__(self):
        return self.name


class Representative(Kept):
    """Who speaks for a party, and by what right."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="representatives")
    added_at = models.DateTimeField(db_default=Now())
    name_sealed = sealed_column()
    basis_sealed = sealed_column()

    name, basis = Sealed(), Sealed()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class SeatKind(models.TextChoices):
    MEDIATOR = "mediator", _("Mediator adat")
    COMMUNITY = "community", _("Komunitas atau daerah asal")
    INTERPRETER = "interpreter", _("Juru bahasa")


class SeatStatus(models.TextChoices):
    INVITED = "invited", _("Diundang")
    ACCEPTED = "accepted", _("Bersedia")
    DECLINED = "declined", _("Tidak bersedia")
    OBJECTED = "objected", _("Ditolak pihak")


class SeatQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """Invitations to this very person."""
        return self.filter(user=user) if user.may(permission) else self.none()

    def waiting(self):
        return self.filter(status=SeatStatus.INVITED)


class Seat(Kept):
    """Somebody with an account, or an outsider by name. Whoever sits has been asked for interests of their own."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=11, choices=SeatKind)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, blank=True, help_text="of the office by which the person sits")
    status = models.CharField(max_length=8, choices=SeatStatus, default=SeatStatus.INVITED)
    wanted_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    has_conflict = models.BooleanField(null=True)
    invited_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    name_sealed = sealed_column()
    reason_sealed = sealed_column()

    name, reason = Sealed(), Sealed()
    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "invited_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="seat_taken_without_conflict", condition=~Q(status="accepted") | Q(has_conflict=False)
            ),
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(status__in=["invited", "accepted"]), name="seat_once_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.who}"

    def get_absolute_url(self):
        return reverse("mediation:seat", args=[self.pk])

    @property
    def who(self):
        return str(self.user) if self.user else self.name
