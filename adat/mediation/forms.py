"""What is typed when a case is brought, at a desk or by anybody; the contract's names."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation.models import Bringer, CaseKind, PartyKind, Side
from adat.villages.due_forms import BALI, paragraph
from harmoni.regions.models import Region
from registrations.people.forms import DateField, choice, line, printable

LONGEST_NAME, LONGEST_CONTACT = 120, 120


class BringForm(forms.Form):
    """A kind, a regency and what happened; everything else may follow. `parties[]` and `contacts[]` go side by side.

    The first party is who brings it, the second the other side; either may be left empty.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = choice(_("Tentang apa?"), CaseKind.choices, required=True, widget=forms.RadioSelect)
    subject = line(_("Pokok perkara"), 120, required=True, help_text=_("Beberapa kata, misalnya uang jaminan kos."))
    summary = paragraph(_("Apa yang terjadi?"))
    regency = forms.ModelChoiceField(queryset=None, label=_("Di kabupaten atau kota mana?"), empty_label="—")
    place = line(_("Di mana tepatnya?"), 200)
    happened_on = DateField(label=_("Kapan?"), required=False)
    desired_outcome = paragraph(_("Apa yang diharapkan?"), required=False)
    brought_by = choice(_("Yang menyampaikan adalah"), Bringer.choices, required=True)
    language = line(
        _("Bahasa yang menyampaikan, bila perlu juru bahasa"), 60, help_text=_("Misalnya Kambera, Dawan, Tetun.")
    )
    confidential = forms.BooleanField(
        label=_("Jangan sebutkan siapa yang menyampaikan kepada pihak lain"), required=False, initial=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regencies = Region.objects.filter(level=Region.Level.REGENCY, code__startswith=BALI, retired=False)
        self.fields["regency"].queryset = regencies.order_by("name")
        self.party_fault = ""

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and (day > timezone.localdate() or day.year < 2000):
            raise ValidationError(_("Tanggal ini tidak mungkin benar."))
        return day

    def clean(self):
        values = super().clean()
        for text in (*self.typed("parties"), *self.typed("contacts")):
            self._check(text)
        return values

    def _check(self, text):
        try:
            if len(text) > LONGEST_NAME or "\0" in text:
                raise ValidationError(_("Nama atau cara menghubungi ini terlalu panjang."))
            printable(text)
        except ValidationError as wrong:
            self.party_fault = wrong.messages[0]
            self.add_error(None, self.party_fault)

    def typed(self, name):
        """The two texts of a repeated input, as they were typed."""
        data = self.data or {}
        found = data.getlist(name) if hasattr(data, "getlist") else self.initial.get(name, [])
        found = [found] if isinstance(found, str) else list(found)
        return [text.strip() for text in [*found, "", ""][:2]]

    @property
    def rows(self):
        """[(number, label, name, contact)] as the page shows them."""
        labels = (_("Nama yang menyampaikan"), _("Nama pihak lain"))
        return list(zip((1, 2), labels, self.typed("parties"), self.typed("contacts"), strict=True))

    def values(self):
        """As `lodge` takes them."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "place", "language")}
        return values | {"where": self.cleaned_data["place"]}

    def parties(self):
        language = self.cleaned_data["language"]
        names, contacts = self.typed("parties"), self.typed("contacts")
        if language and not names[0]:
            names[0] = str(_("Yang menyampaikan"))  # who needs an interpreter is a party, also without a name
        return [
            {"side": side, "kind": PartyKind.PERSON, "name": name, "contact": contact, "language": spoken}
            for side, name, contact, spoken in zip(Side, names, contacts, (language, ""), strict=True)
            if name
        ]


class StateForm(forms.Form):
    """The code on the receipt and its PIN."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "code input-short"}),
    )


class PinForm(forms.Form):
    """Behind a link: the PIN alone."""

    pin = StateForm.base_fields["pin"]


class SeatAnswerForm(forms.Form):
    """Asked of everybody who is invited, before anything of the case is shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    has_conflict = choice(
        _("Apakah Anda punya hubungan keluarga, usaha, utang, atau kepentingan lain dengan salah satu pihak?"),
        [("no", _("Tidak ada")), ("yes", _("Ada"))],
        required=True,
        widget=forms.RadioSelect,
    )
    willing = choice(
        _("Apakah Anda bersedia?"),
        [("yes", _("Bersedia, dan menjaga kerahasiaan")), ("no", _("Tidak bersedia"))],
        required=True,
        widget=forms.RadioSelect,
    )
    reason = line(_("Keterangan, bila perlu"), 300)
