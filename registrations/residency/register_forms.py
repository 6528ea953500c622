"""What is asked when a row of a register changes, and what a desa adat writes down about its own papers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import CustomaryVillage, Region
from registrations.people.forms import DateField, line, reason
from registrations.residency.models import Category, Papers, Stay
from registrations.residency.models.papers import words_in
from registrations.residency.village_field import option, villages_around

EARLIEST_DAYS = 366  # how long ago something may have happened that is only now written down


class Named(forms.ModelChoiceField):
    def label_from_instance(self, place):
        return option(place)[1]


class VillageForm(forms.Form):
    """In which desa or kelurahan the address lies."""

    village = Named(Region.objects.none(), label=_("Desa atau kelurahan alamat ini"), empty_label=_("Pilih…"))

    def __init__(self, *args, stay: Stay, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages_around(stay.customary_village)


class NothingForm(forms.Form):
    """A button and no question."""

    def __init__(self, *args, stay: Stay, **kwargs):
        super().__init__(*args, **kwargs)


class DayForm(NothingForm):
    """A day between the arrival and today."""

    on: forms.Field

    def __init__(self, *args, stay: Stay, **kwargs):
        super().__init__(*args, stay=stay, **kwargs)
        self.stay = stay

    def clean_on(self):
        if not self.stay.arrived_on <= self.cleaned_data["on"] <= timezone.localdate():
            raise ValidationError(_("Tanggal ini harus di antara tanggal tiba dan hari ini."))
        return self.cleaned_data["on"]


class CancelForm(DayForm):
    on = DateField(label=_("Keluar pada"), initial=timezone.localdate)
    reason = reason(
        _("Alasan"),
        min_length=5,
        help_text=_("Contoh: sudah pindah menjadi penduduk tetap (SKPWNI). Masa tinggal di desa adat tetap berjalan."),
    )


class SentForm(DayForm):
    on = DateField(label=_("Dikirim pada"), initial=timezone.localdate)


class ReceivedForm(DayForm):
    on = DateField(label=_("Diterima Dukcapil pada"), initial=timezone.localdate)
    receipt_number = line(_("Nomor bukti terima, bila ada"), 60)


class RefusedForm(NothingForm):
    reason = reason(_("Alasan penolakan"), min_length=5, help_text=_("Seperti tertulis pada jawaban Dukcapil."))


class AgainForm(NothingForm):
    reason = reason(_("Mengapa catatan ini diperbaiki?"), min_length=5)


class F115Form(forms.Form):
    """Why the full number is opened; said already, since there is one usual reason."""

    reason = reason(_("Untuk apa?"), min_length=5, initial=_("Pendaftaran penduduk nonpermanen (F-1.15)"))


class CategoryForm(forms.Form):
    """Another of the three, at the person's own request, with its day and its words."""

    category = forms.ChoiceField(label=_("Golongan yang diminta"), widget=forms.RadioSelect)
    requested_on = DateField(label=_("Diminta pada"), initial=timezone.localdate)
    request = line(
        _("Permintaan orangnya"), 300, required=True, help_text=_("Dengan kata-katanya sendiri. Ia dapat membacanya.")
    )
    own = forms.BooleanField(
        label=_("Orangnya sendiri yang meminta, tanpa diminta petugas"),
        error_messages={"required": _("Golongan hanya diubah atas permintaan orangnya sendiri.")},
    )

    def __init__(self, *args, stay: Stay, papers: Papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [
            (category.value, papers.word_for(category)) for category in Category if category != stay.category
        ]

    def clean_requested_on(self):
        day, today = self.cleaned_data["requested_on"], timezone.localdate()
        if not 0 <= (today - day).days <= EARLIEST_DAYS:
            raise ValidationError(_("Tanggal permintaan tidak mungkin benar."))
        return day


class PapersForm(forms.ModelForm):
    """The place's own names, how long its letter holds, and what it calls the three categories of the Perda."""

    letter_name = line(_("Nama surat untuk tamiu"), 80, required=True)
    mark = line(_("Kode pada nomor"), 12, required=True, help_text=_("Contoh nomor: 0012/STLD/2026."))
    letterhead = line(_("Baris di bawah nama desa adat"), 120, help_text=_("Misalnya alamat kantor."))
    nonpermanent_name = line(_("Nama surat penduduk nonpermanen"), 80, required=True)
    village = Named(
        Region.objects.none(),
        required=False,
        label=_("Desa atau kelurahan yang biasa"),
        empty_label=_("Tidak ada"),
        help_text=_("Dipakai bila alamat tidak menyebut desa atau kelurahannya."),
    )
    tamiu_called = line(_("Tamiu"), 160)
    krama_tamiu_called = line(_("Krama tamiu"), 160)
    krama_desa_adat_called = line(_("Krama desa adat"), 160, help_text=_("Beberapa sebutan dipisahkan koma."))

    class Meta:
        model = Papers
        fields = (
            *("letter_name", "mark", "months", "letterhead", "nonpermanent_name", "village"),
            *("tamiu_called", "krama_tamiu_called", "krama_desa_adat_called"),
        )

    def __init__(self, *args, village: CustomaryVillage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages_around(village)

    def clean_mark(self):
        mark = self.cleaned_data["mark"].upper()
        if not re.fullmatch(r"[A-Z0-9.-]{1,12}", mark):
            raise ValidationError(_("Kode terdiri dari huruf, angka, titik, atau tanda hubung, tanpa spasi."))
        return mark

    def clean(self):
        values = super().clean()
        seen = {}
        for name in ("tamiu_called", "krama_tamiu_called", "krama_desa_adat_called"):
            for word in words_in(values.get(name) or ""):
                if seen.setdefault(word.lower(), name) != name:
                    self.add_error(name, _("“%(word)s” sudah menjadi sebutan golongan lain.") % {"word": word})
        return values
