"""The desa or kelurahan of an address: chosen from those around a desa adat, or typed by code or name in a sheet."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.utils.translation import gettext as _

from harmoni.regions.forms import PlaceField
from harmoni.regions.models import CustomaryVillage, Region
from registrations.residency.models import Stay, papers_of


def villages_around(village: CustomaryVillage):
    """Where an address of this desa adat may lie; its own desa and kelurahan first where they are known.

    Those of its kecamatan, or of its kabupaten where that is all that is known.
    """
    places = Region.objects.filter(level=Region.Level.VILLAGE, retired=False)
    own = village.villages.values("pk")
    return places.within(village.region_id).order_by(Case(When(pk__in=own, then=0), default=1), "name")


def usual_village(village: CustomaryVillage) -> str:
    """The code to begin with: the last one chosen here, else the place's usual one, else its own where it has one."""
    last = Stay.objects.filter(customary_village=village).order_by("-registered_at")[:20]
    if used := next((code for code in last.values_list("village_id", flat=True) if code), ""):
        return used
    own = list(village.villages.values_list("pk", flat=True)[:2])
    return papers_of(village).village_id or (own[0] if len(own) == 1 else "")


class VillageField(PlaceField):
    """Cleans to a Region of the lowest level, or None."""

    def offer(self, village: CustomaryVillage):
        """A list of those around the desa adat, asked for when the form is shown; nothing of another kabupaten."""
        self.around = village
        self.widget = forms.Select()
        self.widget.choices = lambda: [not_known(village), *map(option, villages_around(village))]

    def prepare_value(self, value):
        return value.pk if isinstance(value, Region) else value

    def clean(self, value):
        place = super().clean(re.sub(r"^(desa|kelurahan|kel\.?)\s+", "", str(value or "").strip(), flags=re.I))
        if place and (place.level != Region.Level.VILLAGE or not place.pk.startswith(self._regency())):
            raise ValidationError(_("Pilih desa atau kelurahan di kabupaten ini."))
        return place

    def _regency(self):
        return self.around.path[:4] if hasattr(self, "around") else ""


def not_known(village: CustomaryVillage) -> tuple[str, str]:
    """What may follow; the row stands in the book of the place's usual one meanwhile, where there is one."""
    usual = papers_of(village).village
    return "", _("Belum tahu; sementara %(place)s") % {"place": usual.name} if usual else _("Belum tahu, menyusul")


def option(place: Region) -> tuple[str, str]:
    return place.pk, f"{place.name} ({place.kind})"
