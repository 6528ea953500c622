"""What is typed about dialogues, days of the calendar, agreements between provinces, and community organisations."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.prevention.forms import KeyedForm, paragraph, whole
from adat.prevention.models import ActivityKind, AgreementKind, DialogueKind, OccasionKind
from adat.prevention.warning_forms import DistrictField
from harmoni.regions.models import Region
from registrations.certification import scans
from registrations.people.forms import DateField, choice, line

NEAR = datetime.timedelta(days=1100)


def near(day):
    """A day within three years, or ValidationError."""
    if day and abs(day - timezone.localdate()) > NEAR:
        raise ValidationError(_("Tanggal ini tidak mungkin benar."))


def day_field(label, **kwargs):
    return DateField(label=label, validators=[near], **kwargs)


class OfOffice(KeyedForm):
    """Whose it is; where a person works in one office only, its own is chosen already."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Kantor"), empty_label=None)

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=[office.pk for office in offices])

    def values(self):
        return {name: value for name, value in super().values().items() if name != "region"}


class DialogueForm(OfOffice):
    kind = choice(gettext_lazy("Jenis"), DialogueKind.choices, required=True)
    title = line(gettext_lazy("Nama kegiatan"), 160, required=True)
    held_on = day_field(gettext_lazy("Tanggal"))
    venue = line(gettext_lazy("Tempat"), 160, required=True)
    hosts = line(gettext_lazy("Tuan rumah dan penyelenggara"), 200, required=True)


class HeldForm(KeyedForm):
    participants = whole(gettext_lazy("Jumlah peserta"), most=100_000, required=True)
    outcome = paragraph(
        gettext_lazy("Hasil"), 2000, help_text=gettext_lazy("Yang disepakati dan langkah berikutnya, tanpa nama orang.")
    )


class PhotoForm(KeyedForm):
    caption = line(gettext_lazy("Keterangan"), 160, required=True)
    photo = forms.FileField(
        label=gettext_lazy("Foto"),
        help_text=gettext_lazy("JPG, PNG, atau WEBP, paling besar 8 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Semua orang yang dapat dikenali pada foto ini setuju fotonya disimpan"),
        error_messages={"required": gettext_lazy("Tanpa persetujuan mereka, foto tidak disimpan.")},
    )

    def clean_photo(self):
        upload = self.cleaned_data["photo"]
        if upload.size > scans.MOST_BYTES:
            raise ValidationError(_("Berkas terlalu besar: paling besar 8 MB."))
        scan = scans.checked(upload.read())
        if scan.content_type != scans.JPEG:
            raise ValidationError(_("Kirim foto, bukan PDF."))
        return scan


class OccasionForm(KeyedForm):
    """Where: a kecamatan, or left empty for the whole territory of the office."""

    kind = choice(gettext_lazy("Jenis"), OccasionKind.choices, required=True)
    name = line(gettext_lazy("Nama"), 120, required=True)
    starts_on = day_field(gettext_lazy("Mulai"))
    ends_on = day_field(gettext_lazy("Sampai"))
    district = DistrictField(
        label=gettext_lazy("Kecamatan"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila di mana-mana."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].widget.choices = self.fields["district"].grouped()

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Tanggal ini lebih awal daripada mulainya."))
        return values


class CooperationForm(KeyedForm):
    kind = choice(gettext_lazy("Jenis"), AgreementKind.choices, required=True)
    title = line(gettext_lazy("Tentang"), 200, required=True)
    partners = forms.ModelMultipleChoiceField(
        Region.objects.none(), label=gettext_lazy("Para pihak"), widget=forms.CheckboxSelectMultiple
    )
    number = line(gettext_lazy("Nomor"), 80)
    fields_agreed = paragraph(gettext_lazy("Bidang"), 500, rows=2, required=False)
    signed_on = day_field(gettext_lazy("Ditandatangani"))
    signed_at = line(gettext_lazy("Di"), 120)
    valid_until = DateField(
        label=gettext_lazy("Berlaku sampai"), required=False, help_text=gettext_lazy("Kosongkan bila tidak diketahui.")
    )
    source = line(gettext_lazy("Sumber"), 300, required=True, help_text=gettext_lazy("Di mana dapat dibaca."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        provinces = Region.objects.filter(level=Region.Level.PROVINCE, code__in=["51", "52", "53"])
        self.fields["partners"].queryset = provinces

    def values(self):
        return {name: value for name, value in super().values().items() if name != "partners"}


class StepForm(KeyedForm):
    what = line(gettext_lazy("Langkah"), 200, required=True)
    owner = line(gettext_lazy("Kantor penanggung jawab"), 120, required=True)
    due_on = day_field(gettext_lazy("Tenggat"), help_text=gettext_lazy("Diingatkan 14 dan 3 hari sebelumnya."))


class OrganisationForm(KeyedForm):
    name = line(gettext_lazy("Nama paguyuban"), 120, required=True)
    home = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Daerah asal"), empty_label="—")
    umbrella = line(gettext_lazy("Payung"), 120)
    office = line(gettext_lazy("Alamat sekretariat"), 200, help_text=gettext_lazy("Alamat kantor, bukan rumah orang."))

    def __init__(self, *args, host, **kwargs):
        super().__init__(*args, **kwargs)
        regencies = Region.objects.filter(level=Region.Level.REGENCY, retired=False).exclude(parent=host)
        self.fields["home"].queryset = regencies.filter(parent__in=["52", "53"]).order_by("code")


class ActivityForm(KeyedForm):
    kind = choice(gettext_lazy("Kegiatan"), ActivityKind.choices, required=True)
    held_on = day_field(gettext_lazy("Tanggal"))
    district = DistrictField(label=gettext_lazy("Di kecamatan mana?"))
    reached = whole(gettext_lazy("Orang yang ditemui"), most=100_000, required=True)
    without_id = whole(gettext_lazy("Di antaranya belum punya KTP"), most=100_000)
    note = paragraph(
        gettext_lazy("Yang perlu ditindaklanjuti"),
        500,
        rows=2,
        required=False,
        help_text=gettext_lazy("Jumlah dan tempat saja. Jangan menulis nama, NIK, atau nomor telepon."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].widget.choices = self.fields["district"].grouped()

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Kegiatan dicatat setelah berlangsung."))
        return day

    def clean(self):
        values = super().clean()
        reached, without = values.get("reached"), values.get("without_id")
        if reached is not None and without is not None and without > reached:
            self.add_error("without_id", _("Lebih banyak daripada orang yang ditemui."))
        return values


class EvaluationForm(KeyedForm):
    quarter = forms.TypedChoiceField(label=gettext_lazy("Triwulan"), coerce=str)
    well = paragraph(gettext_lazy("Yang berjalan baik"), 1500)
    hard = paragraph(gettext_lazy("Yang sulit"), 1500, required=False)
    asked = paragraph(gettext_lazy("Yang diminta, dan kepada siapa"), 1500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = list(quarters(timezone.localdate()))

    def values(self):
        year, quarter = self.cleaned_data["quarter"].split("-")
        return super().values() | {"year": int(year), "quarter": int(quarter)}


def quarters(today):
    """The one that runs and the three before it, newest first: (`2026-4`, its words)."""
    number = today.year * 4 + (today.month - 1) // 3
    for one in range(number, number - 4, -1):
        yield f"{one // 4}-{one % 4 + 1}", _("Triwulan %(n)d %(year)s") % {"n": one % 4 + 1, "year": str(one // 4)}
