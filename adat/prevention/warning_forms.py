"""What is asked of whoever warns, and of whoever weighs, refers and answers."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.prevention.forms import paragraph
from adat.prevention.models import ELECTION, Matter, Receiver, Source, Sureness, Timing
from adat.prevention.wording import pointing_words
from harmoni.regions.models import Region
from registrations.people.entry import OpenedForm
from registrations.people.forms import DateField, choice, line

BALI = "51"
OFFICES = [(s, s.label) for s in (Source.OFFICE, Source.FORUM, Source.POST)]
WATCHES = OFFICES[1:]


class DistrictField(forms.ModelChoiceField):
    """The kecamatan of Bali, each under its kabupaten."""

    def __init__(self, **kwargs):
        found = Region.objects.filter(level=Region.Level.DISTRICT, code__startswith=BALI, retired=False)
        super().__init__(found.select_related("parent").order_by("code"), empty_label="—", **kwargs)

    def grouped(self):
        places = groupby(self.queryset, key=lambda place: place.parent.name)
        return [("", "—"), *((name, [(one.pk, one.name) for one in them]) for name, them in places)]


class WarningForm(OpenedForm):
    """No field for a person, a people or a party; words that point at one are told once and may be sent."""

    matter = choice(gettext_lazy("Pokok sengketa"), [("", "—"), *Matter.choices], required=True)
    what = paragraph(
        gettext_lazy("Apa yang dipersoalkan?"),
        2000,
        help_text=gettext_lazy("Tulis persoalannya, bukan siapa orangnya: yang diselesaikan adalah persoalannya."),
    )
    district = DistrictField(label=gettext_lazy("Di kecamatan mana?"))
    where = line(gettext_lazy("Di mana tepatnya?"), 200, required=True)
    timing = choice(gettext_lazy("Kapan?"), Timing.choices, required=True, widget=forms.RadioSelect)
    day = DateField(label=gettext_lazy("Tanggal, bila tahu"), required=False)
    sureness = choice(gettext_lazy("Seberapa yakin?"), Sureness.choices, required=True, widget=forms.RadioSelect)
    contact = line(
        gettext_lazy("Cara menghubungi Anda"), 120, help_text=gettext_lazy("Boleh dikosongkan: tetap dijawab.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].widget.choices = self.fields["district"].grouped()

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if day and abs((day - today).days) > 400:
            raise ValidationError(_("Tanggal ini tidak mungkin benar."))
        return day

    def cautions(self):
        found = pointing_words(f"{self.cleaned_data['what']}\n{self.cleaned_data['where']}")
        if not found:
            return []
        said = _(
            "Ada kata yang menunjuk orang atau kelompok: %(words)s. Tulis pokok sengketanya saja, supaya tidak seorang"
            " pun dan tidak satu kelompok pun disangka penyebabnya. Bila perlu apa adanya, kirim sekali lagi."
        )
        return [said % {"words": ", ".join(f"“{word}”" for word in found)}]

    def values(self):
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("key", "cautions_seen", "source")
        }


class OfficeWarningForm(WarningForm):
    """The same from an office, which may pass on what FKDM or a posko has told it."""

    source = choice(gettext_lazy("Dari siapa?"), OFFICES, required=True, initial=Source.OFFICE)
    field_order = ["key", "cautions_seen", "source"]


class WatchWarningForm(WarningForm):
    """From FKDM or a posko with an account of its own."""

    source = choice(gettext_lazy("Sebagai"), WATCHES, required=True, widget=forms.RadioSelect)
    field_order = ["key", "cautions_seen", "source"]


class WeighForm(forms.Form):
    """The office may put right what the sender took the matter for: where it belongs hangs on it."""

    matter = choice(gettext_lazy("Pokok sengketa menurut Anda"), Matter.choices, required=True)
    urgent = forms.TypedChoiceField(
        label=gettext_lazy("Seberapa mendesak?"),
        choices=[
            ("ya", gettext_lazy("Mendesak: dijawab dalam 24 jam")),
            ("tidak", gettext_lazy("Biasa: 3 hari kerja")),
        ],
        coerce=lambda word: word == "ya",
        widget=forms.RadioSelect,
    )


class ReferForm(forms.Form):
    to = choice(gettext_lazy("Dirujuk ke"), Receiver.choices, required=True)
    reason = paragraph(gettext_lazy("Mengapa ke sana"), 500, rows=2)

    def __init__(self, *args, warning, **kwargs):
        super().__init__(*args, **kwargs)
        if warning.matter == Matter.OFFICIAL:
            self.fields["to"].choices = [(one.value, one.label) for one in ELECTION]
        elif warning.matter == Matter.CRIME:
            self.fields["to"].choices = [(Receiver.POLICE.value, Receiver.POLICE.label)]


class AnswerForm(forms.Form):
    text = paragraph(
        gettext_lazy("Jawaban kepada pengirim"),
        1000,
        help_text=gettext_lazy("Yang ditemukan dan yang dilakukan, tanpa nama orang atau kelompok."),
    )
