"""The desk's own form for taking up a newcomer: the fields in their order, with the key of one opening."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from adat.villages.slips import slip_of
from harmoni.history.once import was_answered
from registrations.certification.arriving import notes_on, opened_by
from registrations.people.entry import OpenedForm
from registrations.people.forms import line
from registrations.residency.clock import half_a_year_after
from registrations.residency.forms import NewcomerForm
from registrations.residency.models import Stay

LATELY = datetime.timedelta(hours=1)


class ArrivalForm(OpenedForm, NewcomerForm):
    """The desk's form: the same fields with their order, lists and the key of one opening."""

    slip = line(_("Nomor slip kertas"), 120, help_text=_("Hanya bila diketik dari slip."))

    def __init__(self, *args, village=None, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.village = village
        today = today or timezone.localdate()
        self.fields["arrived_on"].initial = today
        self.fields["planned_until"].initial = half_a_year_after(today)
        if village:  # the form that a phone keeps is nobody's in particular
            self.fields["village"].offer(village)
        self.fields["origin_village"].widget.attrs["data-places"] = reverse_lazy("home:places")
        self.fields["banjar"].widget.attrs["list"] = "banjar"
        self.fields["lodging_name"].widget.attrs["list"] = "penginapan"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = LAYOUT

    def clean_slip(self):
        text = self.cleaned_data["slip"].strip()
        slip = slip_of(text, self.village) if text and self.village else None
        if text and slip is None:
            raise ValidationError(_("Nomor slip ini bukan milik desa adat ini. Periksa lagi, atau kosongkan saja."))
        return slip

    @cached_property
    def letter(self):
        """The journey whose letter opens at this desk, by the code that was typed."""
        return opened_by(self.cleaned_data.get("letter_token") or "", self.village)

    def number_is_missing(self, values):
        """With a letter the NIK, or that there is none yet, is known without being typed."""
        return not self.letter and super().number_is_missing(values)

    def person_values(self):
        values = super().person_values()
        if self.letter and not values["nik"] and not self.cleaned_data["without_nik"]:
            values["nik"] = self.letter.person.nik
        return values

    def cautions(self):
        return [*super().cautions(), *self._about_the_letter(), *self._about_the_plan(), *self._just_written()]

    def _about_the_plan(self):
        until = self.cleaned_data["planned_until"]
        if until >= timezone.localdate():
            return []
        said = _("Rencana tinggalnya sudah lewat (%(day)s). Masih tinggal? Ganti tanggalnya, supaya suratnya berlaku.")
        return [said % {"day": date_format(until, "j F Y")}]

    def _just_written(self):
        """Who has no number is told from others by name, day and address alone: saved already, and gone back to?"""
        typed = self.cleaned_data
        if typed.get("nik") or self.letter or typed["slip"]:
            return []
        lately = Stay.objects.here().filter(customary_village=self.village, registered_at__gte=timezone.now() - LATELY)
        alike = lately.filter(
            person__nik_digest=None,
            person__full_name__iexact=typed["full_name"],
            person__birth_date=typed["birth_date"],
            address__iexact=typed["address"],
        )
        number = alike.values_list("registration_number", flat=True).first()
        if not number or was_answered(typed["key"]):
            return []
        said = _("%(name)s dengan alamat ini baru saja tersimpan, nomor %(number)s. Simpan hanya bila ini orang lain.")
        return [said % {"name": typed["full_name"], "number": number}]

    def _about_the_letter(self):
        code, nik = self.cleaned_data.get("letter_token"), self.cleaned_data.get("nik")
        if not code:
            return []
        if not self.letter:
            return [_("Kode ini tidak membuka surat untuk desa adat ini. Periksa lagi. Tanpa surat pun diterima.")]
        if nik and self.letter.person.nik and nik != self.letter.person.nik:
            return [_("NIK yang ditulis lain dari NIK pada surat. Surat ini tidak dikaitkan.")]
        return [*self._somebody_else(self.letter.person), *notes_on(code)]

    def _somebody_else(self, person):
        """The letter's NIK is about to be taken over: is it really this person's?"""
        typed = self.cleaned_data
        same_name = person.full_name.casefold().split() == typed.get("full_name", "").casefold().split()
        same_day = not typed.get("birth_date") or person.birth_date in (None, typed["birth_date"])
        if same_name and same_day and person.sex == typed.get("sex"):
            return []
        said = _(
            "Nama, jenis kelamin, atau tanggal lahir lain dari surat, yang atas nama %(name)s. Pastikan orangnya sama."
        )
        return [said % {"name": person.full_name}]


def pair(*fields):
    return Div(*fields, css_class="field-row")


LAYOUT = Layout(
    Field("key"),
    Field("cautions_seen"),
    Fieldset(
        _("Siapa yang datang"),
        Field("letter_token", css_class="code"),
        Field("nik", css_class="input-nik"),
        HTML("{% include 'people/_nik_button.html' %}"),
        "without_nik",
        "full_name",
        "sex",
        pair("birth_date", "phone"),
        "origin_village",
    ),
    Fieldset(
        _("Tinggal di mana"),
        "address",
        pair("village", "banjar"),
        "lodging_name",
        pair("responsible_name", "responsible_phone"),
        pair("arrived_on", "planned_until"),
    ),
    Fieldset(_("Untuk apa"), pair("purpose", "occupation"), "employer_name"),
    Div(
        pair("birth_place", "kk_number"),
        pair("education", "marital_status"),
        pair("origin_address", "email"),
        pair("lodging_phone", "contract_until"),
        "occupation_code",
        Field("slip", css_class="code"),
        template="people/_more.html",
    ),
)
