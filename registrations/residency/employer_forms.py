"""What is typed on the pages of an employer and its sites."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from registrations.people import forms as people
from registrations.people.forms import DateField
from registrations.residency.clock import half_a_year_after

DEPART, RENEW, STAY_ON = "pulang", "perpanjang", "tetap"
WAYS = [(DEPART, _("Pulang")), (RENEW, _("Diperpanjang")), (STAY_ON, _("Tetap tinggal, pekerjaan selesai"))]


def half_a_year_on():
    return half_a_year_after(timezone.localdate())


class RevealEmployerForm(people.RevealForm):
    """An NPWP may be somebody's NIK: it opens for those alone who may open a NIK."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        npwp = [("npwp", _("NPWP"))] if user.may(Permission.IDENTITY_REVEAL) else []
        self.fields["field"].choices = [("phone", _("Telepon")), *npwp]


class EndTogetherForm(forms.Form):
    """One day for all, and for each worker what becomes of the stay."""

    ended_on = DateField(label=_("Selesai pada"), initial=timezone.localdate)
    until = DateField(label=_("Yang diperpanjang, sampai"), required=False, initial=half_a_year_on)

    def __init__(self, *args, stays, **kwargs):
        super().__init__(*args, **kwargs)
        self.stays = stays
        for stay in stays:
            self.fields[self.name_of(stay)] = forms.ChoiceField(
                label=stay.person.full_name, choices=WAYS, widget=forms.RadioSelect, initial=DEPART
            )

    @staticmethod
    def name_of(stay):
        return f"orang-{stay.pk.hex}"

    @property
    def workers(self):
        """(stay, its field) for the page."""
        return [(stay, self[self.name_of(stay)]) for stay in self.stays]

    def clean(self):
        values = super().clean()
        chosen = [values.get(self.name_of(stay)) for stay in self.stays]
        if RENEW in chosen and not values.get("until") and "until" not in self.errors:
            self.add_error("until", _("Tulis sampai kapan."))
        return values

    @property
    def ways(self):
        """[(stay, way)] as chosen."""
        return [(stay, self.cleaned_data[self.name_of(stay)]) for stay in self.stays]
