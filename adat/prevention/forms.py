"""What is typed about a plan, its actions, their results, and the words of a report."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.prevention.models import Phase
from adat.prevention.periods import Period
from harmoni.regions.models import Region
from registrations.certification import scans
from registrations.people.forms import choice, line, printable

MOST = 1_000_000


class KeyedForm(forms.Form):
    """A form that creates something: opened with a key, counted once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def paragraph(label, length, *, rows=4, required=True, **kwargs):
    """Several lines, of which each can be printed."""
    area = forms.Textarea(attrs={"rows": rows})
    check = [lambda text: printable(" ".join(text.split()))]
    return forms.CharField(label=label, max_length=length, required=required, validators=check, widget=area, **kwargs)


def whole(label, *, most=MOST, required=False, **kwargs):
    """A whole number from nought; what is too large or no number is said in words."""
    said = _("Tulis angka bulat, misalnya 4.")
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
        error_messages={"invalid": said, "min_value": said},
        **kwargs,
    )


class PlanForm(KeyedForm):
    """Whose plan and of which year; where there is only one office, it is not asked."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Tim Terpadu"), empty_label=None)
    year = forms.IntegerField(label=_("Tahun"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=[office.pk for office in offices])
        self.fields["year"].initial = timezone.localdate().year

    def clean_year(self):
        year, now = self.cleaned_data["year"], timezone.localdate().year
        if not now - 1 <= year <= now + 1:
            raise ValidationError(_("Pilih tahun ini, tahun lalu, atau tahun depan."))
        return year


class ActionForm(KeyedForm):
    """One action with its targets; a period without a target stays empty."""

    phase = choice(_("Tahap"), Phase.choices, required=True, initial=Phase.PREVENTION)
    what = paragraph(_("Aksi"), 300, rows=2, help_text=_("Misalnya: dialog warga di tiap kecamatan."))
    measure = line(_("Ukuran keberhasilan"), 200, required=True, help_text=_("Misalnya: dialog yang terselenggara."))
    unit = line(_("Satuan"), 40, required=True, help_text=_("Yang dihitung, misalnya: dialog, desa, petugas."))
    owner = line(_("Penanggung jawab"), 120, required=True, help_text=_("Nama kantor, bukan nama orang."))
    partners = line(_("Instansi terkait"), 200)
    target_b04 = whole(_("Target B04 (Jan–Apr)"))
    target_b08 = whole(_("Target B08 (Mei–Agu)"))
    target_b12 = whole(_("Target B12 (Sep–Des)"))

    def clean(self):
        values = super().clean()
        targets = [f"target_{period.lower()}" for period in Period]
        if not set(targets) & set(self.errors) and not any(values.get(name) for name in targets):
            self.add_error("target_b04", _("Isi target untuk sedikitnya satu periode."))
        return values


class ResultForm(KeyedForm):
    """What was reached in one period, and perhaps a file that shows it."""

    done = whole(_("Hasil"), required=True)
    note = paragraph(
        _("Uraian hasil"),
        1000,
        required=False,
        help_text=_("Apa, di mana, bersama kantor mana."),
    )
    caption = line(_("Keterangan data dukung"), 160)
    evidence = forms.FileField(
        label=_("Data dukung"),
        required=False,
        help_text=_("Foto atau PDF, paling besar 8 MB. Disimpan tersegel; setiap kali dibuka, itu tercatat."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        if upload and upload.size > scans.MOST_BYTES:
            raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
        return scans.checked(upload.read()) if upload else None


class ReportForm(forms.Form):
    summary = paragraph(_("Ringkasan"), 2000, help_text=_("Tanpa nama orang atau kelompok."))
    obstacles = paragraph(_("Kendala dan tindak lanjut"), 2000, required=False)
