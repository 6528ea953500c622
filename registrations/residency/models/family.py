"""Who came with whom, and who answers for a child: each member has a stay of its own, and its own rights and end."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from registrations.people.fields import Sealed, sealed_column
from registrations.people.models import Person
from registrations.people.nik import masked
from registrations.residency.models.stay import Stay

OF_AGE = 18  # UU 35/2014: a child is under eighteen
SCHOOL_AGE = range(7, 19)  # wajib belajar, and what is left of it


def age_of(person: Person, day: datetime.date | None = None) -> int | None:
    """Full years on this day; None when the birth date is not known."""
    day, born = day or timezone.localdate(), person.birth_date
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(person: Person) -> bool:
    age = age_of(person)
    return age is not None and age < OF_AGE


class Relation(models.TextChoices):
    SPOUSE = "spouse", _("Suami atau istri")
    CHILD = "child", _("Anak")
    PARENT = "parent", _("Orang tua")
    SIBLING = "sibling", _("Saudara kandung")
    OTHER = "other", _("Keluarga lain")


class School(models.TextChoices):
    NOT_YET = "not_yet", _("Belum usia sekolah")
    ATTENDS = "attends", _("Bersekolah")
    NONE = "none", _("Tidak bersekolah")
    DROPPED = "dropped", _("Putus sekolah")


class FamilyMember(models.Model):
    """This stay came about as one of the family of another, its head's."""

    stay = models.OneToOneField(Stay, models.PROTECT, primary_key=True, related_name="family_tie")
    head = models.ForeignKey(Stay, models.PROTECT, related_name="household")
    relation = models.CharField(_("Hubungan"), max_length=7, choices=Relation, default=Relation.OTHER)

    class Meta:
        constraints = [models.CheckConstraint(name="nobody_heads_himself", condition=~Q(stay=F("head")))]

    def __str__(self):
        return f"{self.get_relation_display()} {self.stay_id}"


class Minor(models.Model):
    """Who answers for a child (UU PDP 25: its data needs a guardian), and whether it goes to school.

    The guardian is another stay, usually the head's, or somebody with a name.
    """

    stay = models.OneToOneField(Stay, models.PROTECT, primary_key=True, related_name="minor")
    guardian = models.ForeignKey(Stay, models.PROTECT, null=True, blank=True, related_name="wards")
    guardian_name = models.CharField(_("Nama wali"), max_length=120, blank=True)
    guardian_relation = models.CharField(_("Hubungan wali"), max_length=60, blank=True)
    school_status = models.CharField(_("Sekolah"), max_length=8, choices=School, blank=True)
    school_name = models.CharField(_("Nama sekolah"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    guardian_phone_sealed = sealed_column()

    guardian_phone = Sealed()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="minor_has_a_guardian",
                condition=Q(guardian__isnull=False, guardian_name="") | Q(guardian=None) & ~Q(guardian_name=""),
            ),
            models.CheckConstraint(name="nobody_guards_himself", condition=Q(guardian=None) | ~Q(stay=F("guardian"))),
        ]

    def __str__(self):
        return str(self.stay_id)

    @property
    def who(self):
        return self.guardian.person.full_name if self.guardian else self.guardian_name

    @property
    def masked_phone(self):
        return masked(self.guardian_phone)

    @property
    def needs_school(self):
        """Of school age and in no school: a referral may be offered, with the guardian's agreement."""
        out = self.school_status in (School.NONE, School.DROPPED)
        return out and age_of(self.stay.person) in SCHOOL_AGE
