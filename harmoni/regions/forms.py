"""A place as people type it: a name, a name with its parents, or the official code."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import CustomaryVillage, Region


def label_of(region: Region) -> str:
    """`Kambajawa, Kota Waingapu, Kabupaten Sumba Timur, Nusa Tenggara Timur (5311021007)`: what the list offers."""
    return f"{region.full_name} ({region.code})"


class PlaceField(forms.CharField):
    """Cleans to a Region of any level, or None; a name that fits several places asks which one is meant."""

    def __init__(self, **kwargs):
        super().__init__(max_length=250, **kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def prepare_value(self, value):
        return label_of(value) if isinstance(value, Region) else value

    def clean(self, value):
        text = super().clean(value)
        return self._place(text) if text else None

    def _place(self, text):
        code = re.search(r"(?:^|\()([\d.]{2,13})\)?$", text)
        if code and (place := Region.objects.filter(code=code[1].replace(".", "")).first()):
            return place
        found = list(Region.objects.filter(retired=False).named_like(text, limit=4))
        exact = [place for place in found if place.name.lower() == text.lower().strip()]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(_("Tempat ini tidak ada di daftar. Tulis nama desa, kecamatan, atau kabupatennya."))
        raise ValidationError(
            _("Ada beberapa tempat bernama mirip. Pilih salah satu: %(places)s"),
            params={"places": "; ".join(label_of(place) for place in found[:3])},
        )


class CustomaryVillageField(forms.CharField):
    """A desa adat by its name, with its kabupaten where several bear the name; cleans to one, or None."""

    def __init__(self, **kwargs):
        super().__init__(max_length=160, **kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def prepare_value(self, value):
        return village_label(value) if isinstance(value, CustomaryVillage) else value

    def clean(self, value):
        text = super().clean(value)
        return self._village(text) if text else None

    def _village(self, text):
        found = list(CustomaryVillage.objects.named_like(text, limit=4))
        typed = text.strip().lower().removeprefix("desa adat ")
        exact = [village for village in found if typed in (village_label(village).lower(), village.name.lower())]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            way_out = _("Periksa ejaannya.") if self.required else _("Kosongkan bila belum tahu.")
            raise ValidationError([_("Desa adat ini tidak ada di daftar."), way_out])
        raise ValidationError(
            _("Ada beberapa desa adat bernama mirip. Pilih salah satu: %(places)s"),
            params={"places": "; ".join(map(village_label, found[:3]))},
        )


def village_label(village: CustomaryVillage) -> str:
    """`Kuta, Kabupaten Badung`: what the list offers."""
    return f"{village.name}, {village.regency}"
