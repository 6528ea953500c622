"""Who: a person with an account, and the roles this person holds at places from a day to a day."""

import datetime
import json
import re
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.accounts.roles import GRANTS, Permission, Role
from harmoni.history.models import Submission
from harmoni.regions.models import CustomaryVillage, Region


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)

    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Signs in with `username`. Rights come from assignments alone: no flag, no group, no superuser."""

    username = models.CharField(_("Nama akun"), max_length=60, unique=True)
    full_name = models.CharField(_("Nama lengkap"), max_length=120, blank=True)
    email = models.EmailField(_("Surel"), blank=True)
    is_active = models.BooleanField(default=True)
    session_stamp = models.CharField(max_length=12, blank=True, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["username"]

    def __str__(self):
        return self.full_name or self.username

    def _get_session_auth_hash(self, secret=None):
        key_salt = "harmoni.accounts.session"
        return salted_hmac(
            key_salt, f"{self.password}{self.session_stamp}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @cached_property
    def current_assignments(self):
        """The oldest first, so that what is shown or taken first stays the same."""
        found = self.assignments.current().select_related("region", "customary_village__region")
        return list(found.order_by("since", "pk"))

    def places(self, permission: Permission) -> list[str]:
        """Paths of the places where a role of this person grants the permission; `` stands for everywhere."""
        return [a.path for a in self.current_assignments if permission in GRANTS[a.role]]

    def may(self, permission: Permission) -> bool:
        return any(permission in GRANTS[a.role] for a in self.current_assignments)

    def may_at(self, permission: Permission, path: str) -> bool:
        """Whether the permission reaches this place path."""
        return any(path.startswith(place) for place in self.places(permission))

    @property
    def place_label(self):
        """What the page head says: role and place of each assignment."""
        return ", ".join(f"{a.get_role_display()} · {a.place_name}" for a in self.current_assignments)

    def customary_villages(self, permission: Permission) -> list[CustomaryVillage]:
        """The desa adat, each once, at which an assignment of this person grants the permission; the oldest first."""
        granting = [a for a in self.current_assignments if permission in GRANTS[a.role]]
        return list(dict.fromkeys(a.customary_village for a in granting if a.customary_village_id))

    def regencies(self, permission: Permission) -> list[Region]:
        """The same for the kabupaten and kota."""
        granting = [a for a in self.current_assignments if permission in GRANTS[a.role]]
        found = [a.region for a in granting if a.region_id and a.region.level == Region.Level.REGENCY]
        return list(dict.fromkeys(found))


class Tally(models.Model):
    """How often somebody did something within one hour, where that is limited; see `tally.py`."""

    what = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "hour"], name="tally_once")]

    def __str__(self):
        return f"{self.what} {self.used}"


class AssignmentQuerySet(models.QuerySet):
    def current(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def granting(self, permission, path):
        """Assignments whose role grants the permission at the place of this path."""
        roles = [role for role, permissions in GRANTS.items() if permission in permissions]
        here = Q(customary_village__path=path) | Q(region__in=[path[:2], path[:4], path[:6], path[:10]])
        return self.current().filter(here | Q(region=None, customary_village=None), role__in=roles)


class Assignment(models.Model):
    """A person in a role at a place, from a day to a day; several at a time are allowed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, null=True, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_one_place", condition=Q(region=None) | Q(customary_village=None)),
            models.CheckConstraint(
                name="assignment_ends_after_start", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.role} {self.path}"

    @property
    def place(self):
        return self.customary_village or self.region

    @property
    def path(self):
        return self.place.path if self.place else ""

    @property
    def place_name(self):
        return str(self.place) if self.place else str(_("semua wilayah"))


class DraftQuerySet(models.QuerySet):
    def unfinished(self, user):
        """One's own, newest first: not sent meanwhile (whatever came late) and not too old."""
        sent = Submission.objects.filter(key=OuterRef("key"))
        since = timezone.now() - Draft.KEPT
        return self.filter(~Exists(sent), user=user, saved_at__gte=since).order_by("-saved_at", "pk")


class Draft(models.Model):
    """What stands in a form that was not sent yet, for its own writer alone: sealed, and forgotten after 14 days.

    `writer` is the tab that wrote last: its own next word is never a conflict, even when an answer was lost.
    """

    KEPT = datetime.timedelta(days=14)
    MOST = 30  # of one person; the oldest make room

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=60)  # the name of the page's address
    key = models.UUIDField()
    path = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    writer = models.UUIDField(null=True)
    device = models.CharField(max_length=60, blank=True)
    sealed = models.BinaryField()
    key_version = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "key"], name="draft_once")]

    def __str__(self):
        return f"{self.form} {self.version}"

    def get_absolute_url(self):
        """Where it goes on."""
        return f"{self.path}?lanjut={self.key}"

    @property
    def _about(self):
        return f"accounts.draft/{self.user_id}/{self.key}"

    @property
    def fields(self):
        """As they were typed: {name: text, or the texts of a field that has several}."""
        return json.loads(cipher.unseal(self.sealed, about=self._about, version=self.key_version))

    def write(self, fields):
        self.key_version = cipher.current_version()
        self.sealed = cipher.seal(json.dumps(fields), about=self._about, version=self.key_version)

    @property
    def whose(self):
        """The first name that was typed: by it the writer knows which one it is."""
        names = (text for field, text in self.fields.items() if re.fullmatch(r"(orang-\d+-)?full_name", field))
        return str(next(names, ""))

    @property
    def kept_until(self):
        return self.saved_at + self.KEPT
