"""Where: the Kemendagri tree, and the desa adat that lie across it.

Every place has a `path`; a territory is a path's beginning. A region's path is its code (51, 5103, 510305,
5103051001); a desa adat's is its kecamatan's or kabupaten's code and its own slug between slashes, so that
`5103` holds `510305/kuta/` and no village holds another.
"""

import re
import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class RegionQuerySet(models.QuerySet):
    def within(self, path):
        """The region itself and everything beneath it."""
        return self.filter(code__startswith=path)

    def named_like(self, text, limit=12):
        """Places whose name or whose parents' names hold every word typed; the very name, then its beginning first.

        `waingapu sumba` finds Waingapu in Sumba Timur. Uses the trigram index on the search line.
        """
        words = [word for word in re.split(r"[\s,\0]+", text.lower()) if len(word) > 1][:5]
        if not words:
            return self.none()
        found = self.all()
        for word in words:
            found = found.filter(line__contains=word)
        whole = " ".join(words)
        exact, starts = models.When(name__iexact=whole, then=0), models.When(line__startswith=whole, then=1)
        return found.annotate(rank=models.Case(exact, starts, default=2)).order_by("rank", "level", "code")[:limit]


class Region(models.Model):
    """One row of Kepmendagri 300.2.2-2138/2025; the code is without dots and begins with its parent's code."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Provinsi")
        REGENCY = 2, _("Kabupaten/Kota")
        DISTRICT = 3, _("Kecamatan")
        VILLAGE = 4, _("Desa/Kelurahan")

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    line = models.CharField(max_length=250, help_text="own name and the parents', lower case, for search")
    retired = models.BooleanField(default=False, help_text="gone from the newest decree, still found in a NIK")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [GinIndex(OpClass("line", "gin_trgm_ops"), name="region_line_trigram")]

    def __str__(self):
        return self.name

    @property
    def path(self):
        return self.code

    @property
    def full_name(self):
        """`Kambajawa, Kota Waingapu, Sumba Timur, Nusa Tenggara Timur`."""
        return ", ".join([self.name, *(parent.name for parent in self.parents)])

    @property
    def parents(self):
        """From the nearest to the province."""
        found, node = [], self.parent
        while node:
            found.append(node)
            node = node.parent
        return found

    @property
    def regency_code(self):
        return self.code[:4] if len(self.code) >= 4 else ""


class LoadedFile(models.Model):
    """Which version of a shipped file the tables hold, so that a start does not load it again."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self):
        return self.name


class CustomaryVillageQuerySet(models.QuerySet):
    def within(self, path):
        return self.filter(path__startswith=path)

    def named_like(self, text, limit=12):
        """Those whose name, or whose kecamatan's or kabupaten's, holds every word typed; the very name first."""
        words = [word for word in re.split(r"[\s,()\0]+", text.lower()) if word not in ("", "desa", "adat")][:6]
        if not words:
            return self.none()
        found = self.select_related("region__parent__parent")
        for word in words:
            found = found.filter(models.Q(name__icontains=word) | models.Q(region__line__contains=word))
        starts = models.When(name__istartswith=words[0], then=0)
        return found.annotate(rank=models.Case(starts, default=1)).order_by("rank", "name", "pk")[:limit]


class CustomaryVillage(models.Model):
    """A desa adat: its own place, beside and across the desa and kelurahan of the state."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=80, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="customary_villages")
    villages = models.ManyToManyField(Region, blank=True, related_name="customary_villages_across")
    verified = models.BooleanField(default=False)
    source = models.CharField(max_length=250, blank=True)
    example = models.BooleanField(default=False)

    objects = CustomaryVillageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), "region", name="customary_village_once")]

    def __str__(self):
        return f"Desa Adat {self.name}"

    @property
    def regency(self):
        node = self.region
        while node.level > Region.Level.REGENCY:
            node = node.parent
        return node


class CustomaryHamlet(models.Model):
    """A banjar adat of a desa adat, as it was typed; those of the demo are marked as examples."""

    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="hamlets")
    name = models.CharField(max_length=80)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), "customary_village", name="hamlet_once")]

    def __str__(self):
        return self.name
