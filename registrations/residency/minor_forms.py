"""What is typed about the guardian and the school of a child."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.people.forms import PhoneField, choice, line
from registrations.residency.family import relatives_of
from registrations.residency.models import Minor, School, Stay, is_child


class MinorForm(forms.Form):
    """One of the family, or somebody with a name; and school."""

    guardian = forms.ChoiceField(label=_("Wali"), required=False)
    guardian_name = line(_("Nama wali, bila bukan dari keluarga di atas"), 120)
    guardian_relation = line(_("Hubungan dengan anak"), 60)
    guardian_phone = PhoneField(label=_("Telepon wali"))
    school_status = choice(_("Sekolah"), School.choices)
    school_name = line(_("Nama sekolah"), 120)

    def __init__(self, *args, stay: Stay, minor: Minor | None = None, **kwargs):
        super().__init__(*args, initial=_of(minor), **kwargs)
        self.relatives = [other for other in relatives_of(stay) if not is_child(other.person)]
        named = [(str(other.pk), other.person.full_name) for other in self.relatives]
        self.fields["guardian"].choices = [("", _("Orang lain")), *named]

    def clean(self):
        values = super().clean()
        if not values.get("guardian") and not values.get("guardian_name") and "guardian_name" not in self.errors:
            self.add_error("guardian_name", _("Pilih walinya, atau tulis namanya."))
        return values

    @property
    def chosen(self):
        return next((other for other in self.relatives if str(other.pk) == self.cleaned_data["guardian"]), None)

    @property
    def values(self):
        names = ("guardian_name", "guardian_relation", "guardian_phone", "school_name")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"school_status": self.cleaned_data["school_status"] or ""}


def _of(minor):
    if minor is None:
        return {}
    names = ("guardian_name", "guardian_relation", "school_status", "school_name")
    return {name: getattr(minor, name) for name in names} | {"guardian": str(minor.guardian_id or "")}
