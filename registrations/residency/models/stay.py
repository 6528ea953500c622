"""The stay: who lives where in a desa adat, from when until when. One flow for everyone, wherever they come from."""

import calendar
import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateField, F, Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.history.workflow import Workflow
from harmoni.letters.models import Document
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.regions.scope import Scoped, ScopedQuerySet
from registrations.certification.arriving import token_in
from registrations.people import numbers
from registrations.people.fields import Sealed, sealed_column
from registrations.people.finding import named, nik_in
from registrations.people.models import Person
from registrations.residency.workflow import HERE, MOVES, UNSENT, Status

A_YEAR = 12  # months, the longest term (Permendagri 74/2022)
EARLIEST_ARRIVAL = datetime.date(1950, 1, 1)
LATELY = 300
REMINDER_DAYS = (30, 14, 3)
IS_HERE = Q(status__in=sorted(HERE))


class Purpose(models.TextChoices):
    WORK = "work", _("Bekerja")
    STUDY = "study", _("Sekolah atau kuliah")
    FAMILY = "family", _("Ikut atau menjenguk keluarga")
    OTHER = "other", _("Lainnya")


class Category(models.TextChoices):
    """The three of Perda Bali 4/2019. Everyone enters as tamiu; another only at the person's own request."""

    TAMIU = "tamiu", _("Tamiu")
    KRAMA_TAMIU = "krama_tamiu", _("Krama tamiu")
    KRAMA_DESA_ADAT = "krama_desa_adat", _("Krama desa adat")


class Ending(models.TextChoices):
    """How a stay came to its end; '' is the common one, and every one that was written before there were others."""

    HOME = "", _("Sudah pulang")
    MOVED = "moved", _("Pindah ke desa adat lain")
    SETTLED = "settled", _("Menetap")
    DOUBLE = "double", _("Tercatat dua kali")


COUNTS = ~Q(status=Status.CANCELLED) & ~Q(ended_as=Ending.DOUBLE)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last: 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def a_year_after(day: datetime.date) -> datetime.date:
    return months_after(day, A_YEAR)


def a_year_before(day: datetime.date) -> datetime.date:
    """The first day whose year has not passed on this day."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return datetime.date(day.year - 1, 3, 1) if is_leap_day else day.replace(year=day.year - 1)


class AYearAfter(Func):
    """`a_year_after` in the database."""

    template = "(%(expressions)s + interval '1 year')::date"
    output_field = DateField()


class StayQuerySet(ScopedQuerySet):
    def here(self):
        """Reported and not departed, waiting for matching or not."""
        return self.filter(status__in=HERE)

    def active(self):
        return self.filter(status=Status.ACTIVE)

    def overdue(self, day=None):
        """Still here by the book, after the planned end."""
        return self.here().filter(planned_until__lt=day or timezone.localdate())

    def ending(self, days=30, day=None):
        """Here and ending within so many days, today included."""
        day = day or timezone.localdate()
        return self.here().filter(planned_until__range=(day, day + datetime.timedelta(days=days)))

    def departed(self):
        return self.filter(status=Status.DEPARTED).filter(COUNTS)

    def over_a_year(self, day=None):
        """Here for longer than a year, and nobody has said yet whether to go home or to settle."""
        full = a_year_before(day or timezone.localdate())
        since = Q(year_since=None, arrived_on__lt=full) | Q(year_since__lt=full)
        return self.here().filter(since, settling_since=None)

    def settling(self):
        """On the way to becoming residents (SKPWNI); nothing has come of it yet."""
        return self.here().exclude(settling_since=None)

    def that_count(self):
        """Without those of a sheet that was taken back, or written twice: for figures they never were."""
        return self.filter(COUNTS)

    def awaiting_match(self):
        return self.filter(status=Status.AWAITING_MATCH)

    def without_nik(self):
        return self.here().filter(nik_digest=None)

    def unreported(self):
        """Here, with a NIK, and not sent to the national registration yet, or sent back by it."""
        return self.here().filter(
            nik_digest__isnull=False,
            registrations__register="nonpermanent",
            registrations__left_on=None,
            registrations__status__in=UNSENT,
        )

    def contract_ending(self, days=30, day=None):
        """Here, with a contract that ends within so many days or has ended as lately."""
        day, span = day or timezone.localdate(), datetime.timedelta(days=days)
        return self.here().filter(contract_until__range=(day - span, day + span))

    def children_alone(self, day=None):
        """Under eighteen, and nobody is written down yet who answers for them."""
        day = day or timezone.localdate()
        born_after = day.replace(year=day.year - 18, day=min(day.day, 28))
        return self.here().filter(person__birth_date__gt=born_after, minor=None)

    def lately(self):
        """Those who came last and are here, as many as are read in a millisecond or two."""
        return self.filter(pk__in=self.here().order_by("-registered_at", "pk").values("pk")[:LATELY])

    def found_by(self, text):
        """By receipt or provisional number, by the code on a receipt, by the whole NIK, or by name and birth date."""
        if digest := nik_in(text):
            return self.filter(nik_digest=digest)
        if number := numbers.normalised(text):  # a name of nine letters may look like one: the name is asked too
            field = "registration_number" if number.startswith(numbers.STAY) else "person__provisional_number"
            if found := list(self.filter(**{field: number}).values_list("pk", flat=True)):
                return self.filter(pk__in=found)
        if token := token_in(text):
            papers = Document.objects.filter(kind=Document.Kind.RECEIPT, token=token)
            if found := list(papers.values_list("record", flat=True)):
                return self.filter(pk__in=found)
        return named(self, text)


class Stay(Scoped, Workflow):
    """One stay of one person in one desa adat. At most one ACTIVE stay per NIK, held by the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="stays", db_index=False)
    registration_number = models.CharField(max_length=12)
    status = models.CharField(max_length=14, choices=Status, default=Status.ACTIVE)
    nik_digest = models.BinaryField(null=True, max_length=32, editable=False)
    address = models.CharField(_("Alamat di desa adat"), max_length=200)
    village = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Desa atau kelurahan"),
    )
    banjar = models.CharField(_("Banjar"), max_length=80, blank=True)
    lodging_name = models.CharField(_("Tempat tinggal (kos, kontrakan, mes)"), max_length=120, blank=True)
    lodging = models.ForeignKey("residency.Lodging", models.PROTECT, null=True, blank=True, related_name="stays")
    room = models.CharField(_("Kamar"), max_length=30, blank=True)
    responsible_name = models.CharField(_("Penanggung jawab"), max_length=120, blank=True)
    purpose = models.CharField(_("Tujuan"), max_length=6, choices=Purpose, default=Purpose.WORK)
    occupation = models.CharField(_("Pekerjaan"), max_length=100, blank=True)
    occupation_code = models.CharField(_("Kode pekerjaan (KBJI)"), max_length=4, blank=True)
    employer_name = models.CharField(_("Pemberi kerja"), max_length=120, blank=True)
    arrived_on = models.DateField(_("Tanggal tiba"))
    term_since = models.DateField(editable=False)
    planned_until = models.DateField(_("Rencana tinggal sampai"))
    contract_until = models.DateField(_("Kontrak kerja sampai"), null=True, blank=True)
    category = models.CharField(_("Golongan"), max_length=15, choices=Category, default=Category.TAMIU)
    category_request = models.CharField(_("Permintaan orangnya"), max_length=300, blank=True)
    category_requested_on = models.DateField(_("Tanggal diminta"), null=True, blank=True)
    candidate = models.ForeignKey(
        "certification.Candidate", models.PROTECT, null=True, blank=True, related_name="stays"
    )
    letter_token = models.CharField(_("Kode surat dari daerah asal"), max_length=64, blank=True)
    departed_on = models.DateField(null=True, blank=True)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_to", editable=False
    )
    ended_as = models.CharField(max_length=7, choices=Ending, default=Ending.HOME, blank=True)
    year_since = models.DateField(null=True, editable=False, help_text="the year counts from here; null: from arrival")
    settling_since = models.DateField(null=True, editable=False, help_text="SKPWNI is being arranged since")
    settling_due = models.DateField(null=True, editable=False, help_text="when the desk asks what came of it")
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    registered_at = models.DateTimeField(db_default=Now())
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    lodging_phone_sealed = sealed_column()
    responsible_phone_sealed = sealed_column()

    lodging_phone = Sealed()
    responsible_phone = Sealed()
    moves = MOVES

    objects = StayQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "pk"]
        indexes = [
            models.Index(fields=["customary_village", "-registered_at", "id"], name="stay_village_newest"),
            models.Index(fields=["nik_digest"], name="stay_nik", condition=Q(nik_digest__isnull=False)),
            # a territory of many villages is read in the order of time until the page is full
            models.Index(fields=["-registered_at", "id"], name="stay_here_newest", condition=IS_HERE),
            models.Index(fields=["-registered_at", "id"], name="stay_gone_newest", condition=Q(status="departed")),
            models.Index(fields=["registered_at", "id"], name="stay_awaits", condition=Q(status="awaiting_match")),
            models.Index(fields=["planned_until", "id"], name="stay_ends", condition=IS_HERE),
            # of each question of a village's desk: the oldest first, and no further than the desk counts
            models.Index(fields=["customary_village", "planned_until", "id"], name="stay_desk_ends", condition=IS_HERE),
            models.Index(
                fields=["customary_village", "arrived_on", "id"],
                include=["year_since"],
                name="stay_desk_since",
                condition=IS_HERE & Q(settling_since=None),
            ),
            models.Index(
                fields=["customary_village", "registered_at", "id"],
                name="stay_desk_without_nik",
                condition=IS_HERE & Q(nik_digest=None),
            ),
            models.Index(
                fields=["customary_village", "contract_until", "id"],
                name="stay_desk_contract",
                condition=IS_HERE & Q(contract_until__isnull=False),
            ),
            models.Index(
                fields=["customary_village", "settling_due", "id"],
                name="stay_desk_settling",
                condition=IS_HERE & Q(settling_since__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["registration_number"], name="stay_number_once"),
            models.UniqueConstraint(
                fields=["nik_digest"], condition=Q(status="active"), name="one_active_stay_per_nik"
            ),
            models.CheckConstraint(name="stay_ends_after_arrival", condition=Q(planned_until__gte=F("arrived_on"))),
            models.CheckConstraint(
                name="stay_term_a_year_at_most",
                condition=Q(planned_until__lte=AYearAfter("term_since")),
            ),
            models.CheckConstraint(
                name="stay_departs_after_arrival", condition=Q(departed_on=None) | Q(departed_on__gte=F("arrived_on"))
            ),
            models.CheckConstraint(
                name="stay_category_by_own_request",
                condition=Q(category="tamiu") | (~Q(category_request="") & Q(category_requested_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="stay_departed_has_its_day",
                condition=Q(status="departed", departed_on__isnull=False)
                | (~Q(status="departed") & Q(departed_on=None)),
            ),
            models.CheckConstraint(name="stay_ends_in_one_way", condition=Q(status="departed") | Q(ended_as="")),
            models.CheckConstraint(
                name="stay_settling_is_whole",
                condition=Q(settling_since=None, settling_due=None)
                | Q(settling_since__isnull=False, settling_due__gte=F("settling_since")),
            ),
        ]

    def __str__(self):
        return self.registration_number

    def get_absolute_url(self):
        return reverse("residency:record", args=[self.pk])

    def clean(self):
        """What is true of every term, typed, imported or sent; messages stand beside the field they concern."""
        days = (self.arrived_on, self.planned_until, self.contract_until)
        if wrong := day_faults(*days, self.term_since, timezone.localdate()):
            raise ValidationError(wrong)

    def open_moves(self, user):
        """The outcome of a move letter is asked only of whoever arranges one; a move elsewhere is not taken back."""
        closed = {"menetap", "tidak-menetap"} if self.settling_since is None else set()
        closed |= {"batal-pulang"} if self.ended_as == Ending.MOVED else set()
        return {verb: move for verb, move in super().open_moves(user).items() if verb not in closed}

    @property
    def status_told(self):
        """Where it stands, as anybody may read it: one that waits for matching looks like any other."""
        if self.is_here:
            return Status.ACTIVE.label
        return self.get_ended_as_display() if self.departed_on else self.get_status_display()

    @property
    def subjects(self):
        return [self.person_id, self.pk]

    @property
    def place(self):
        return self.customary_village.path

    @property
    def origin_code(self):
        """Of the kabupaten the person comes from; '' where it is not known."""
        code = self.person.origin_village_id or ""
        return code[:4] if len(code) >= 4 else ""

    @property
    def is_here(self):
        return self.status in HERE

    @property
    def is_overdue(self):
        return self.is_here and self.planned_until < timezone.localdate()

    @property
    def year_ends(self):
        """The last day of the year that a person may live outside the home address (Permendagri 74/2022)."""
        return a_year_after(self.year_since or self.arrived_on)

    @property
    def is_over_a_year(self):
        return self.is_here and self.year_ends < timezone.localdate()

    @property
    def days_left(self):
        """Days to the planned end; negative when it has passed."""
        return (self.planned_until - timezone.localdate()).days


def day_faults(arrived_on, planned_until, contract_until, since, today):
    """What is wrong with the days of a stay, each of them or None, as {field: sentence}."""
    wrong = {}
    if arrived_on and arrived_on > today:
        wrong["arrived_on"] = _("Tanggal tiba belum terjadi. Catat pada hari orangnya datang.")
    if arrived_on and arrived_on < EARLIEST_ARRIVAL:
        wrong["arrived_on"] = _("Tanggal tiba ini tidak mungkin benar.")
    if arrived_on and contract_until and contract_until < arrived_on:
        wrong["contract_until"] = _("Kontrak berakhir sebelum tanggal tiba.")
    if arrived_on and planned_until:
        wrong |= term_faults(arrived_on, planned_until, since or today)
    return wrong


def term_faults(arrived_on, planned_until, since):
    """What is wrong with a term that begins (or is renewed) on `since`, as {field: sentence}."""
    if planned_until < arrived_on:
        return {"planned_until": _("Rencana selesai lebih awal daripada tanggal tiba.")}
    if planned_until > a_year_after(since):
        return {
            "planned_until": _(
                "Paling lama satu tahun sejak dicatat. Setelah itu dapat diperpanjang, atau pindah penduduk (SKPWNI)."
            )
        }
    return {}
