"""What is typed about a person, under the contract's names, and the fields that every form of this house is made of."""

import contextlib
import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from harmoni.regions.forms import PlaceField
from registrations.people import nik as nik_rules
from registrations.people.models import Education, MaritalStatus, Sex
from registrations.people.phones import e164

PERSON = (
    *("nik", "kk_number", "full_name", "sex", "birth_place", "birth_date", "phone", "email"),
    *("origin_village", "origin_address", "education", "marital_status"),
)
DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]


class DateField(forms.DateField):
    """A day as the browser's own picker sends it, or as people write it."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        wrong = _("Tanggal ini tidak ada di kalender. Contoh: 31-12-2026.")
        super().__init__(widget=widget, input_formats=DATE_FORMATS, error_messages={"invalid": wrong}, **kwargs)

    def to_python(self, value):
        """What a picker or a sheet says in full, without trying one way of writing after the other."""
        if isinstance(value, str) and value[4:5] == value[7:8] == "-":
            with contextlib.suppress(ValueError):
                return datetime.date.fromisoformat(value)
        return super().to_python(value)


class PhoneField(forms.CharField):
    def __init__(self, **kwargs):
        attrs = {"inputmode": "tel", "autocomplete": "off"}
        super().__init__(max_length=30, required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        return e164(super().clean(value))


def reason(label, **kwargs):
    return forms.CharField(label=label, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)


def printable(text):
    """Only what every letter can print: Latin letters with their accents, digits and punctuation."""
    if text.isascii() and text.isprintable():
        return
    strange = next((sign for sign in text if not (sign.isprintable() and ord(sign) < 0x250 or sign in "–—‘’“”…•")), "")
    if strange:
        raise ValidationError(
            _("Ada huruf yang tidak dapat dicetak: %(sign)s. Tulis dengan huruf Latin."),
            params={"sign": strange},
        )


def line(label, length, *, required=False, **kwargs):
    return forms.CharField(label=label, max_length=length, required=required, validators=[printable], **kwargs)


def digits(label, **kwargs):
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)


def choice(label, choices, *, required=False, **kwargs):
    choices = choices if required else [("", "—"), *choices]
    return forms.TypedChoiceField(label=label, choices=choices, required=required, empty_value=None, **kwargs)


class ReasonForm(forms.Form):
    reason = reason(_("Alasan"))


NUMBERS = [("nik", _("NIK")), ("kk_number", _("Nomor KK")), ("phone", _("Telepon"))]


class RevealForm(forms.Form):
    """Which number is opened and why; the reason stands in the person's own history."""

    numbers: list = []  # of the record, beside the person's

    field = forms.ChoiceField(label=_("Yang dibuka"))
    reason = reason(_("Untuk apa nomor ini dibuka?"), min_length=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = NUMBERS + self.numbers


class PersonForm(forms.Form):
    """Who it is. A NIK or the word that there is none yet; all else but name and sex may follow."""

    nik = digits(_("NIK"), help_text=_("16 angka pada KTP."))
    without_nik = forms.BooleanField(label=_("Belum punya KTP atau tidak membawanya"), required=False)
    full_name = line(_("Nama lengkap"), 120, required=True)
    sex = choice(_("Jenis kelamin"), Sex.choices, required=True, widget=forms.RadioSelect)
    birth_date = DateField(label=_("Tanggal lahir"), required=False)
    birth_place = line(_("Tempat lahir"), 80)
    phone = PhoneField(label=_("Telepon"))
    origin_village = PlaceField(label=_("Daerah asal"), required=False)
    email = forms.EmailField(label=_("Surel"), required=False)
    kk_number = digits(_("Nomor KK"))
    origin_address = line(_("Alamat asal"), 200)
    education = choice(_("Pendidikan"), Education.choices, coerce=int)
    marital_status = choice(_("Status perkawinan"), MaritalStatus.choices, coerce=int)

    @cached_property
    def today(self):
        """The day on which this form is read, asked once: a sheet's form reads a thousand rows."""
        return timezone.localdate()

    def clean_nik(self):
        text = self.cleaned_data["nik"]
        return nik_rules.check_number(text, "NIK") if text.strip() else ""

    def clean_kk_number(self):
        text = self.cleaned_data["kk_number"]
        return nik_rules.check_number(text, _("Nomor KK")) if text.strip() else ""

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if born and not datetime.date(1900, 1, 1) <= born <= self.today:
            raise ValidationError(_("Tanggal lahir ini tidak mungkin benar."))
        return born

    def clean(self):
        values = super().clean()
        if self.number_is_missing(values):
            self.add_error("nik", _("Tulis NIK, atau centang bahwa KTP belum ada."))
        return values

    def number_is_missing(self, values):
        return "nik" not in self.errors and not values.get("nik") and not values.get("without_nik")

    def person_values(self):
        """The cleaned values about the person, as `record_arrival` takes them."""
        return {field: self.cleaned_data[field] for field in PERSON}

    def cautions(self):
        """What does not fit between NIK and the rest: shown once, passed with the same button."""
        values = self.cleaned_data
        if not values.get("nik"):
            return []
        return nik_rules.warnings(values["nik"], sex=values["sex"], birth_date=values.get("birth_date"))
