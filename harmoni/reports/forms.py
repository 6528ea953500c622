"""What may be chosen for an export, and what must be said for it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import territory
from harmoni.reports.models import Export, Format, Kind, Purpose, Queue
from registrations.people.forms import DateField, ReasonForm, printable

LONG_NUMBER = re.compile(r"\d[\d .\-]{8,}\d")


def places_of(user: User) -> list[tuple[str, str]]:
    """(path, name) of what this person may export: a kabupaten as a whole, and each desa adat in it."""
    permission = Permission.STAY_EXPORT
    regencies = [(region.path, str(region)) for region in user.regencies(permission)]
    villages = CustomaryVillage.objects.filter(territory("path", user.places(permission)))
    return regencies + [(village.path, str(village)) for village in villages]


class ChooseForm(forms.Form):
    """Whom: which book, of which place, which of its people, arrived between which days."""

    kind = forms.ChoiceField(label=_("Buku"), choices=Kind.choices, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Tempat"))
    queue = forms.ChoiceField(label=_("Siapa"), choices=Queue.choices)
    since = DateField(label=_("Tiba sejak"), required=False)
    until = DateField(label=_("Tiba sampai"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.places = user, places_of(user)
        self.fields["place"].choices = self.places
        if len(self.places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self):
        values = super().clean()
        if values.get("since") and values.get("until") and values["until"] < values["since"]:
            self.add_error("until", _("Hari ini lebih awal daripada hari mulainya."))
        return values

    @property
    def export(self) -> Export:
        """What was chosen, not saved: it can be counted."""
        return Export(by=self.user, place_name=dict(self.places)[self.cleaned_data["place"]], **self.cleaned_data)


class AskForm(forms.Form):
    """As which file and what for. The words stand in the file, and each person named reads them."""

    format = forms.ChoiceField(label=_("Bentuk berkas"), choices=Format.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("Untuk apa"), choices=[("", _("Pilih tujuannya")), *Purpose.choices])
    purpose_words = forms.CharField(
        label=_("Untuk siapa dan mengapa"),
        min_length=10,
        max_length=200,
        help_text=_(
            "Tercetak pada berkasnya, dan terbaca oleh setiap orang yang ada di dalamnya."
            " Contoh: laporan bulan November kepada Kepala Desa Kuta."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_purpose_words(self):
        words = self.cleaned_data["purpose_words"]
        printable(words)
        if LONG_NUMBER.search(words):
            raise ValidationError(_("Jangan tulis NIK atau nomor telepon di sini."))
        return words


MOVE_FORMS = {"izinkan": ReasonForm, "tidak-izinkan": ReasonForm, "tarik": None}
