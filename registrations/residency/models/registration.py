"""A stay's row in a register: the desa adat's of tamiu, and the desa's or kelurahan's of non-permanent residents."""

import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.residency.models.stay import AYearAfter, Stay
from registrations.residency.workflow import NATIONAL_MOVES, National

SOON = datetime.timedelta(days=30)


class Register(models.TextChoices):
    TAMIU = "tamiu", _("Tamiu desa adat")
    NONPERMANENT = "nonpermanent", _("Penduduk nonpermanen")


class RegistrationQuerySet(ScopedQuerySet):
    def named(self):
        """With the name of the desa or kelurahan whose book it is, in the same query: `Kelurahan Kuta`."""
        village = Region.objects.filter(pk=OuterRef("book"))
        words = village.annotate(words=Concat("kind", Value(" "), "name")).values("words")
        return self.annotate(village_name=Subquery(words))


class Registration(Scoped, Workflow):
    """Number, letter, validity and leaving date, each register's own. One intake writes both rows.

    `book` is whose register it is: the path of the desa adat, or the code of the desa or kelurahan; it and the number
    are empty while the desa or kelurahan of the address is not known. `status` tells how far the *national*
    registration is, which happens elsewhere and of which this is no substitute; the tamiu's row has none.
    """

    region_path = "stay__customary_village__path"

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="registrations", db_index=False)
    register = models.CharField(max_length=12, choices=Register)
    book = models.CharField(max_length=80, blank=True)
    number = models.CharField(_("Nomor"), max_length=40, blank=True)
    letter_name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField()
    left_on = models.DateField(null=True)
    cancelled_for = models.CharField(_("Alasan pembatalan"), max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=National, blank=True)
    sent_on = models.DateField(_("Tanggal dikirim"), null=True)
    received_on = models.DateField(_("Tanggal diterima"), null=True)
    receipt_number = models.CharField(_("Nomor bukti terima"), max_length=60, blank=True)
    refusal = models.CharField(_("Alasan penolakan"), max_length=300, blank=True)

    moves = NATIONAL_MOVES

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["stay", "-register"]
        constraints = [
            models.UniqueConstraint(fields=["stay", "register"], name="registered_once_in_each"),
            models.UniqueConstraint(
                fields=["book", "register", "number"], condition=~Q(number=""), name="register_number_once"
            ),
            models.CheckConstraint(
                name="registration_number_has_its_book",
                condition=Q(book="", number="", register="nonpermanent") | (~Q(book="") & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="registration_a_year_at_most",
                condition=Q(valid_until__gte=F("valid_from"), valid_until__lte=AYearAfter("valid_from")),
            ),
            models.CheckConstraint(
                name="registration_cancelled_has_its_day", condition=Q(cancelled_for="") | Q(left_on__isnull=False)
            ),
            models.CheckConstraint(
                name="registration_national_is_whole",
                condition=Q(register="tamiu", status="")
                | Q(register="nonpermanent", status__in=["unprepared", "prepared"], sent_on=None, received_on=None)
                | Q(register="nonpermanent", status__in=["sent", "refused"], sent_on__isnull=False, received_on=None)
                | Q(register="nonpermanent", status="accepted", sent_on__isnull=False, received_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_register_display()} {self.number or '-'}"

    @property
    def place(self):
        return self.stay.place

    @property
    def subjects(self):
        return self.stay.subjects

    @property
    def book_name(self):
        """Whose register it is, in words: `Desa Adat Kuta`, `Kelurahan Kuta`; wants `named()` for the second."""
        if self.of_tamiu:
            return str(self.stay.customary_village)
        name = self.village_name or ""
        return name[:1].upper() + name[1:]

    @property
    def of_tamiu(self):
        return self.register == Register.TAMIU

    @property
    def is_open(self):
        return self.left_on is None

    @property
    def expired(self):
        return self.is_open and self.valid_until < timezone.localdate()

    @property
    def ends_soon(self):
        return self.is_open and not self.expired and self.valid_until <= timezone.localdate() + SOON
