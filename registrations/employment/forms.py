"""What is typed about an employer and its sites."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.history.models import Submission
from registrations.employment.models import Employer, EmployerKind
from registrations.people.entry import OpenedForm
from registrations.people.forms import DateField, PhoneField, choice, digits, line

EMPLOYER = ("name", "kind", "nib", "npwp", "address", "responsible_name", "phone")
SITE = ("name", "address", "starts_on", "ends_on", "responsible_name", "responsible_phone")
KEPT_WHEN_EMPTY = ("npwp", "phone")


class EmployerForm(OpenedForm):
    """Name and kind; all else may follow or stay away. NIB and NPWP are never asked for as a condition."""

    name = line(_("Nama pemberi kerja"), 120, required=True, help_text=_("Contoh: PT Cipta Karya, Warung Bu Ketut."))
    kind = choice(_("Jenis"), EmployerKind.choices, required=True, initial=EmployerKind.BUSINESS)
    responsible_name = line(_("Penanggung jawab"), 120)
    phone = PhoneField(label=_("Telepon"))
    address = line(_("Alamat"), 200)
    nib = digits(_("NIB"), help_text=_("13 angka. Boleh kosong."))
    npwp = digits(_("NPWP"), help_text=_("15 atau 16 angka. Boleh kosong."))

    def __init__(self, *args, regency=None, employer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.regency, self.employer = regency, employer
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = LAYOUT

    def clean_nib(self):
        return _only(self.cleaned_data["nib"], "NIB", (13,))

    def clean_npwp(self):
        return _only(self.cleaned_data["npwp"], "NPWP", (15, 16))

    def cautions(self):
        """One of this name stands in the regency already: shown once, passed with the same button."""
        if Submission.objects.filter(key=self.cleaned_data.get("key")).exists():
            return []  # this very form, sent again: its answer is known
        twins = Employer.objects.like(self.cleaned_data["name"], self.regency)
        if self.employer:
            twins = twins.exclude(pk=self.employer.pk)
        said = _("Sudah ada “%(name)s” (%(kind)s) di kabupaten ini. Pakai yang itu bila sama.")
        return [said % {"name": twin.name, "kind": twin.get_kind_display()} for twin in twins[:3]]

    @property
    def values(self):
        values = {name: self.cleaned_data[name] for name in EMPLOYER}
        kept = KEPT_WHEN_EMPTY if self.employer else ()
        return {name: value for name, value in values.items() if value or name not in kept}


LAYOUT = Layout(
    Field("key"),
    Field("cautions_seen"),
    Fieldset(
        _("Siapa"),
        "name",
        "kind",
        Div("responsible_name", "phone", css_class="field-row"),
        "address",
        Div("nib", "npwp", css_class="field-row"),
    ),
)


def _only(text, name, lengths):
    number = re.sub(r"[\s.\-]", "", text)
    if number and not (number.isascii() and number.isdigit() and len(number) in lengths):
        said = _("%(name)s terdiri dari %(lengths)s angka.")
        raise ValidationError(said, params={"name": name, "lengths": " / ".join(map(str, lengths))})
    return number


class SiteForm(forms.Form):
    """A site with its days and who answers for it there."""

    name = line(_("Nama lokasi"), 120, required=True, help_text=_("Contoh: Proyek Vila Sandat, Mes Jalan Pandan."))
    address = line(_("Alamat lokasi"), 200, required=True)
    starts_on = DateField(label=_("Mulai"), initial=timezone.localdate)
    ends_on = DateField(label=_("Rencana selesai"), required=False)
    responsible_name = line(_("Penanggung jawab di lokasi"), 120)
    responsible_phone = PhoneField(label=_("Telepon penanggung jawab"))

    def clean(self):
        values = super().clean()
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Selesainya lebih awal daripada mulainya."))
        return values
