"""A person as one office knows this person, and the places where the person stands."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import NotSupportedError, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import Workflow
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet, territory
from registrations.people import nik as nik_rules
from registrations.people.fields import NameKey, PhoneDigest, Sealed, sealed_column
from registrations.people.workflow import DUPLICATE_MOVES, DuplicateStatus

FOLLOWED = {"full_name", "phone_sealed"}


class Sex(models.TextChoices):
    MALE = "L", _("Laki-laki")
    FEMALE = "P", _("Perempuan")


class Education(models.IntegerChoices):
    """Codes of the family card."""

    NONE = 1, _("Tidak/belum sekolah")
    SOME_PRIMARY = 2, _("Belum tamat SD/sederajat")
    PRIMARY = 3, _("Tamat SD/sederajat")
    JUNIOR = 4, _("SLTP/sederajat")
    SENIOR = 5, _("SLTA/sederajat")
    DIPLOMA_TWO = 6, _("Diploma I/II")
    DIPLOMA_THREE = 7, _("Akademi/Diploma III")
    BACHELOR = 8, _("Diploma IV/Strata I")
    MASTER = 9, _("Strata II")
    DOCTOR = 10, _("Strata III")


class MaritalStatus(models.IntegerChoices):
    SINGLE = 1, _("Belum kawin")
    MARRIED = 2, _("Kawin")
    DIVORCED = 3, _("Cerai hidup")
    WIDOWED = 4, _("Cerai mati")


class IdentityCheck(models.TextChoices):
    UNCHECKED = "unchecked", _("Belum diperiksa")
    CARD_SEEN = "card_seen", _("KTP dilihat")
    MATCHED = "matched", _("Cocok Dukcapil")


class PersonQuerySet(models.QuerySet):
    def update(self, **values):
        """Names and numbers are saved with their row, or the keys by which they are found would stay behind."""
        if behind := FOLLOWED & values.keys():
            raise NotSupportedError(f"save the person: {', '.join(behind)}")
        return super().update(**values)

    def visible_to(self, user, permission):
        """People who stand, or stood, at a place of this permission."""
        presences = Presence.objects.filter(territory("path", user.places(permission)))
        return self.filter(pk__in=presences.values("person"))

    def with_nik(self, number):
        return self.filter(nik_digest=cipher.digest(nik_rules.digits_of(number), use="nik"))

    def with_provisional(self, number):
        return self.filter(provisional_number__iexact=number.strip())


class Person(models.Model):
    """One person in one office's book. The same NIK may stand in two villages' books: records are linked, never merged.

    NIK, KK and phone are sealed; `nik_digest` finds an equal NIK. Without a NIK a provisional number stands in.
    No ethnicity, no religion: there is no column for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    full_name = models.CharField(_("Nama lengkap"), max_length=120)
    sex = models.CharField(_("Jenis kelamin"), max_length=1, choices=Sex)
    birth_place = models.CharField(_("Tempat lahir"), max_length=80, blank=True)
    birth_date = models.DateField(_("Tanggal lahir"), null=True, blank=True)
    email = models.EmailField(_("Surel"), blank=True)
    origin_village = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    origin_address = models.CharField(_("Alamat asal"), max_length=200, blank=True)
    education = models.PositiveSmallIntegerField(_("Pendidikan"), choices=Education, null=True, blank=True)
    marital_status = models.PositiveSmallIntegerField(
        _("Status perkawinan"), choices=MaritalStatus, null=True, blank=True
    )
    identity_check = models.CharField(max_length=10, choices=IdentityCheck, default=IdentityCheck.UNCHECKED)
    provisional_number = models.CharField(_("Nomor sementara"), max_length=20, blank=True)
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    nik_sealed = sealed_column()
    kk_number_sealed = sealed_column()
    phone_sealed = sealed_column()
    nik_digest = models.BinaryField(null=True, max_length=32, editable=False)
    phone_digest = PhoneDigest()
    name_key = NameKey()
    created_at = models.DateTimeField(db_default=Now())

    nik = Sealed(digest="nik_digest")
    kk_number = Sealed()
    phone = Sealed(digest="phone_digest")

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["full_name"]
        indexes = [
            models.Index(fields=["nik_digest"], name="person_nik", condition=Q(nik_digest__isnull=False)),
            models.Index(fields=["birth_date"], name="person_birth_date"),
            models.Index(fields=["phone_digest"], name="person_phone", condition=Q(phone_digest__isnull=False)),
            models.Index(fields=["name_key"], name="person_name_key"),
            GinIndex(OpClass("name_key", "gin_trgm_ops"), name="person_key_trigram"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provisional_number"], condition=~Q(provisional_number=""), name="provisional_once"
            ),
            models.CheckConstraint(
                name="person_has_a_number", condition=Q(nik_digest__isnull=False) | ~Q(provisional_number="")
            ),
            models.CheckConstraint(name="person_has_a_name_key", condition=Q(name_key__startswith=" ")),
        ]

    def __str__(self):
        return self.full_name

    def set_nik(self, number):
        """Seals the NIK and keeps the digest by which it is found."""
        self.nik = nik_rules.digits_of(number)

    @property
    def masked_nik(self):
        return nik_rules.masked(self.nik)

    @property
    def masked_phone(self):
        return nik_rules.masked(self.phone)

    @property
    def initials(self):
        return " ".join(f"{word[0].upper()}." for word in self.full_name.split()[:4])

    @property
    def shown_number(self):
        """What a list may show: the masked NIK or the provisional number."""
        return self.masked_nik or self.provisional_number


class Presence(models.Model):
    """Where a person stands: at which side, at which place, from when to when. Written by the books' verbs."""

    class Side(models.TextChoices):
        ORIGIN = "origin"
        DESTINATION = "destination"

    person = models.ForeignKey(Person, models.PROTECT, related_name="presences")
    side = models.CharField(max_length=11, choices=Side)
    path = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="presence_ends_after_start", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["person", "side", "path"], condition=Q(until=None), name="presence_open_once"
            ),
        ]
        indexes = [models.Index(fields=["path", "person"], name="presence_place")]

    def __str__(self):
        return f"{self.side} {self.path}"


class PossibleDuplicateQuerySet(ScopedQuerySet):
    def awaiting(self):
        return self.filter(status=DuplicateStatus.OPEN)

    def decided(self):
        return self.exclude(status=DuplicateStatus.OPEN)

    def of_book(self, user):
        """Those of the very places of this person: each suggestion is one office's to decide."""
        return self.filter(place__in=user.places(Permission.DUPLICATE_DECIDE))

    def about(self, people):
        return self.filter(Q(first__in=people) | Q(second__in=people))


class PossibleDuplicate(Scoped, Workflow):
    """Two records of one book (`place`) that may be one person. Decided *same*, they are linked; both stay.

    The smaller id comes first, so that a pair stands once. A pair across two desa adat belongs to their regency.
    """

    region_path = "place"
    Status = DuplicateStatus
    moves = DUPLICATE_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)
    signs = ArrayField(models.CharField(max_length=12), default=list)
    status = models.CharField(max_length=9, choices=DuplicateStatus, default=DuplicateStatus.OPEN)
    found_how = models.CharField(max_length=10, help_text="the verb by which the newer record came about")
    found_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    found_at = models.DateTimeField(db_default=Now())
    why = models.CharField(_("Alasan"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "pk"]
        indexes = [
            models.Index(fields=["place", "found_at"], name="duplicate_open", condition=Q(status="open")),
            models.Index(fields=["second"], name="duplicate_second"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_smaller_first", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="duplicate_decision_is_whole",
                condition=Q(status="open", decided_by=None, decided_at=None, why="")
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(why="")),
            ),
        ]

    def __str__(self):
        return f"{self.place} {self.pk}"

    def get_absolute_url(self):
        return reverse("residency:duplicate", args=[self.pk])

    @property
    def across_villages(self):
        return not self.place.endswith("/")

    @property
    def subjects(self):
        """Whom a decision concerns; across villages not the people, or each record's story would tell of the other."""
        return [self.pk] if self.across_villages else [self.first_id, self.second_id, self.pk]

    def allows(self, user, move):
        """The book's own office decides; who sees further only reads."""
        return self.place in user.places(move.permission)

    def other(self, person):
        """The id of the one beside this one."""
        return self.second_id if self.first_id == person else self.first_id
