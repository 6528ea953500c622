"""What is typed about a pararem, a tariff, a payment, and by anyone about a levy."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.villages.dues import rupiah
from adat.villages.models import Collector, DueKind, Per, Tariff
from harmoni.regions.models import Region
from registrations.people import numbers
from registrations.people.finding import LONGEST_ASKED
from registrations.people.forms import DateField, choice, line, printable
from registrations.residency.models import Stay

MOST_RUPIAH, MOST_TIMES, LONGEST = 10_000_000, 36, 4000
BALI = "51"


def rupiah_field(label, *, most, required=True, **kwargs):
    """`25000`, `25.000` and `Rp 25.000` alike."""
    return RupiahField(
        label=label,
        min_value=0,
        max_value=most,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Tulis rupiah bulat dengan angka, misalnya 25.000 atau 0."),
            "min_value": _("Tulis rupiah bulat dengan angka, misalnya 25.000 atau 0."),
            "max_value": _("Paling banyak %(limit_value)s rupiah."),
        },
        **kwargs,
    )


class RupiahField(forms.IntegerField):
    def to_python(self, value):
        text = str(value or "").strip().lower().removeprefix("rp").strip().removesuffix(",-")
        return super().to_python(text.replace(".", "").replace(" ", ""))


def paragraph(label, **kwargs):
    check = [lambda text: printable("".join(text.split()))]
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONGEST, validators=check, widget=area, **kwargs)


class Spell(forms.Form):
    """From a day until a day, or until further notice."""

    valid_from = DateField(label=_("Berlaku mulai"))
    valid_until = DateField(label=_("Berlaku sampai"), required=False, help_text=_("Kosongkan bila sampai diubah."))

    def clean(self):
        values = super().clean()
        first, last = values.get("valid_from"), values.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Tanggal ini lebih awal daripada mulai berlaku."))
        return values


class PararemForm(Spell):
    number = line(_("Nomor pararem"), 60, required=True)
    title = line(_("Tentang"), 160, required=True)
    decided_on = DateField(label=_("Ditetapkan tanggal"))
    text = paragraph(_("Isi pararem"), required=False, help_text=_("Boleh menyusul. Ditampilkan kepada umum."))

    field_order = ["number", "title", "decided_on"]

    def clean(self):
        values = super().clean()
        decided, first = values.get("decided_on"), values.get("valid_from")
        if decided and decided > timezone.localdate():
            self.add_error("decided_on", _("Pararem yang belum ditetapkan belum dapat dicatat."))
        elif decided and first and first < decided:
            self.add_error("valid_from", _("Tidak berlaku sebelum ditetapkan."))
        return values


class TariffForm(Spell):
    """A tariff of nought is an answer too: then everyone can read that nothing is asked."""

    pararem = forms.ModelChoiceField(
        queryset=None,
        label=_("Dasar pararem"),
        empty_label=None,
        error_messages={"invalid_choice": _("Pilih pararem desa adat Anda.")},
    )
    kind = choice(_("Disebut"), DueKind.choices, required=True)
    purpose = line(_("Untuk apa"), 160, required=True)
    amount = rupiah_field(_("Besarnya (rupiah)"), most=MOST_RUPIAH, help_text=_("Boleh 0: itu pun jawaban yang sah."))
    per = choice(_("Dihitung"), Per.choices, required=True)

    field_order = ["pararem", "kind", "purpose", "amount", "per"]

    def __init__(self, *args, pararem, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pararem"].queryset = pararem
        self.fields["valid_from"].initial = timezone.localdate

    def clean(self):
        values = super().clean()
        ground, first, last = values.get("pararem"), values.get("valid_from"), values.get("valid_until")
        if ground and first and not ground.valid_from <= first <= (ground.valid_until or first):
            self.add_error("valid_from", _("Pada tanggal itu pararemnya tidak berlaku."))
        elif ground and ground.valid_until and last and last > ground.valid_until:
            self.add_error("valid_until", _("Pararemnya berakhir lebih dahulu."))
        return values


class TariffChoice(forms.ModelChoiceField):
    """Says the amount beside the name, before anybody pays."""

    def label_from_instance(self, tariff):
        return f"{tariff}, {rupiah(tariff.amount)} {tariff.get_per_display()}"


class PaymentForm(forms.Form):
    """Whose stay, by the receipt's number or QR; which tariff in force; how many times. The amount follows from it."""

    number = forms.CharField(
        label=_("Nomor bukti lapor diri"),
        max_length=LONGEST_ASKED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tariff = TariffChoice(queryset=Tariff.objects.none(), label=_("Tarif"), empty_label=None, widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("Berapa kali (bulan atau orang)"),
        min_value=1,
        max_value=MOST_TIMES,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
        error_messages={"invalid": _("Tulis dengan angka, misalnya 3.")},
    )

    def __init__(self, *args, village, **kwargs):
        super().__init__(*args, **kwargs)
        self.village = village
        mine = Tariff.objects.in_force().filter(pararem__customary_village=village, amount__gt=0)
        self.fields["tariff"].queryset = mine.select_related("pararem__customary_village")

    def clean_number(self):
        said = self.cleaned_data["number"]
        stays, number = Stay.objects.that_count().filter(customary_village=self.village), numbers.normalised(said)
        stays = stays.found_by(said) if "/cek/" in said else stays.filter(registration_number=number)
        self.stay = stays.select_related("person", "customary_village").first()
        if not self.stay:
            raise ValidationError(_("Nomor ini tidak ada di buku desa adat Anda. Contoh: T-7F3K-9QXA."))
        return self.stay.registration_number


class LevyReportForm(forms.Form):
    """Nothing but what happened and where is needed; no name is asked for."""

    what = paragraph(_("Apa yang terjadi?"), help_text=_("Siapa yang meminta, untuk apa, dan apa yang dikatakan."))
    regency = forms.ModelChoiceField(queryset=None, label=_("Di kabupaten atau kota mana?"), empty_label="—")
    where = line(_("Di mana tepatnya?"), 200, required=True, help_text=_("Misalnya desa adat, banjar, atau jalan."))
    collector = choice(_("Siapa yang memungut?"), Collector.choices, required=True, initial=Collector.VILLAGE)
    amount = rupiah_field(_("Berapa rupiah?"), most=10**12, required=False)
    happened_on = DateField(label=_("Kapan?"), required=False)
    evidence = paragraph(_("Bukti, bila ada"), required=False, help_text=_("Misalnya isi kuitansi atau pesan."))
    contact = line(_("Cara menghubungi Anda"), 120, help_text=_("Boleh dikosongkan: laporan tanpa nama pun dijawab."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regencies = Region.objects.filter(level=Region.Level.REGENCY, code__startswith=BALI, retired=False)
        self.fields["regency"].queryset = regencies.order_by("name")

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and (day > timezone.localdate() or day.year < 2000):
            raise ValidationError(_("Tanggal ini tidak mungkin benar."))
        return day
