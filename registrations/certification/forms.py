"""What is typed about a candidate, a briefing, a pact and a recommendation, under the contract's names."""

import datetime
import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.forms import CustomaryVillageField
from harmoni.regions.models import Region
from registrations.certification import pact_text, scans
from registrations.certification.models import Candidate
from registrations.certification.signing import NOT_SIGNED
from registrations.certification.taking_up import JOURNEY
from registrations.people.entry import OpenedForm
from registrations.people.forms import PERSON, DateField, PersonForm, line, reason

BALI = "51"
LONGEST_WAIT = datetime.timedelta(days=730)
STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")
LONGEST_SIGNATURE, FEWEST_STEPS = 20_000, 8


class JourneyForm(PersonForm):
    """Person and journey. Where exactly the journey leads may be open; the regency is known."""

    destination_regency = forms.ModelChoiceField(
        Region.objects.filter(parent=BALI, retired=False), label=_("Kabupaten tujuan"), empty_label="—"
    )
    destination_customary_village = CustomaryVillageField(
        label=_("Desa adat tujuan"),
        required=False,
        help_text=_("Kosongkan bila belum tahu; lalu kabupaten yang menunggu."),
    )
    planned_departure = DateField(label=_("Rencana berangkat"), required=False)
    occupation = line(_("Pekerjaan yang dituju"), 100)
    employer_name = line(_("Pemberi kerja"), 120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = reverse_lazy("home:places")
        self.fields["origin_village"].widget.attrs["data-places"] = places
        self.fields["destination_customary_village"].widget.attrs["data-places"] = f"{places}?jenis=desa-adat"

    def clean_planned_departure(self):
        day, today = self.cleaned_data["planned_departure"], timezone.localdate()
        if day and not today - LONGEST_WAIT <= day <= today + LONGEST_WAIT:
            raise ValidationError(_("Tanggal berangkat ini tidak mungkin benar."))
        return day

    def clean(self):
        values = super().clean()
        village, regency = values.get("destination_customary_village"), values.get("destination_regency")
        if village and regency and not village.path.startswith(regency.path):
            said = _("%(village)s terletak di %(regency)s, bukan di kabupaten tujuan yang dipilih.")
            self.add_error("destination_customary_village", said % {"village": village, "regency": village.regency})
        return values

    def journey_values(self):
        return {field: self.cleaned_data[field] for field in JOURNEY}


class CandidateForm(OpenedForm, JourneyForm):
    """The form of taking somebody up, in its order."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = LAYOUT


def pair(*fields):
    return Div(*fields, css_class="field-row")


LAYOUT = Layout(
    Field("key"),
    Field("cautions_seen"),
    Fieldset(
        _("Siapa yang akan berangkat"),
        Field("nik", css_class="input-nik"),
        HTML("{% include 'people/_nik_button.html' %}"),
        "without_nik",
        "full_name",
        "sex",
        pair("birth_place", "birth_date"),
        pair("phone", "origin_village"),
    ),
    Fieldset(
        _("Ke mana dan untuk apa"),
        pair("destination_regency", "destination_customary_village"),
        pair("planned_departure", "occupation"),
        "employer_name",
    ),
    Div(
        pair("origin_address", "kk_number"),
        pair("education", "marital_status"),
        "email",
        template="people/_more.html",
    ),
)

KEPT_WHEN_EMPTY = ("nik", "kk_number", "phone")


class CandidateCorrectionForm(JourneyForm):
    """The same once more, with the reason. Sealed numbers are not shown; left empty they stay."""

    reason = reason(_("Alasan perbaikan"), help_text=_("Tersimpan di riwayat dan dapat dibaca orangnya."))

    def __init__(self, *args, candidate, held=None, **kwargs):
        person = {name: getattr(candidate.person, name) for name in PERSON if name not in KEPT_WHEN_EMPTY}
        journey = {name: getattr(candidate, name) for name in JOURNEY}
        super().__init__(*args, initial=person | journey | (held or {}), **kwargs)
        del self.fields["without_nik"]

    def number_is_missing(self, values):
        return False

    def person_values(self):
        found = {name: self.cleaned_data[name] for name in PERSON}
        return {name: value for name, value in found.items() if value or name not in KEPT_WHEN_EMPTY}


class BriefingForm(forms.Form):
    """Under the contract's names: title, topic, held_on, starts_at, venue, capacity."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = line(_("Nama pembekalan"), 120, required=True, initial=_("Pembekalan sebelum berangkat"))
    topic = line(_("Materi"), 200, required=True, initial=_("Adat dan tata krama di Bali, hukum, hak pekerja"))
    held_on = DateField(label=_("Tanggal"))
    starts_at = forms.TimeField(
        label=_("Jam mulai"),
        initial=datetime.time(9),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Jam ini tidak ada. Contoh: 09.00.")},
    )
    venue = line(_("Tempat"), 160, required=True)
    capacity = forms.IntegerField(label=_("Jumlah kursi"), min_value=1, max_value=200, initial=30)

    def clean_held_on(self):
        day, today = self.cleaned_data["held_on"], timezone.localdate()
        if not today - datetime.timedelta(days=366) <= day <= today + LONGEST_WAIT:
            raise ValidationError(_("Tanggal ini tidak mungkin benar."))
        return day

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class PactForm(forms.Form):
    """clauses[], signature, signed_on, signed_scan. A signature is strokes drawn on the screen, or the typed name."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    clauses = forms.MultipleChoiceField(
        label=_("Butir pakta"),
        choices=[(clause.name, clause.title) for clause in pact_text.CLAUSES],
        error_messages={"required": _("Setiap butir dibaca dan disetujui satu per satu.")},
    )
    signature = forms.CharField(
        label=_("Tanda tangan"), required=False, max_length=LONGEST_SIGNATURE, widget=forms.HiddenInput
    )
    typed_name = line(_("Atau ketik nama lengkap sebagai tanda tangan"), 120)
    signed_scan = forms.FileField(
        label=_("Atau unggah pakta yang ditandatangani di kertas"),
        required=False,
        help_text=_("Foto atau PDF, paling besar 8 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    signed_on = DateField(label=_("Tanggal tanda tangan"), initial=timezone.localdate)

    def __init__(self, *args, candidate: Candidate, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidate = candidate

    def clean_signature(self):
        strokes = self.cleaned_data["signature"]
        if strokes and (not STROKES.fullmatch(strokes) or strokes.count("L") < FEWEST_STEPS):
            raise ValidationError(_("Tanda tangan ini tidak terbaca. Gores sekali lagi."))
        return strokes

    def clean_typed_name(self):
        typed = " ".join(self.cleaned_data["typed_name"].split())
        if typed and typed.casefold() != " ".join(self.candidate.person.full_name.split()).casefold():
            raise ValidationError(
                _("Nama yang diketik harus sama dengan nama calon: %(name)s."),
                params={"name": self.candidate.person.full_name},
            )
        return typed

    def clean_signed_scan(self):
        upload = self.cleaned_data["signed_scan"]
        if upload and upload.size > scans.MOST_BYTES:
            raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
        return scans.checked(upload.read()) if upload else None

    def clean(self):
        values = super().clean()
        ways = ("signature", "typed_name", "signed_scan")
        if not any(values.get(way) for way in ways) and not self.errors.keys() & set(ways):
            self.add_error("signature", NOT_SIGNED)
        return values
