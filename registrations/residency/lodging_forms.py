"""What is typed about a house, its rooms, and the owner's month."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.people.forms import DateField, PhoneField, choice, line, printable
from registrations.residency.lodgings import CORRECTED as LODGING
from registrations.residency.models import LodgingKind, Stay, name_key

MOST_ROOMS, LONGEST_ROOM, MOST_PEOPLE = 300, 30, 2000


def count(label, most, **kwargs):
    said = {
        "invalid": _("Tulis dengan angka, misalnya 12."),
        "min_value": _("Paling sedikit %(limit_value)s."),
        "max_value": _("Paling banyak %(limit_value)s."),
    }
    attrs = {"inputmode": "numeric", "class": "input-short"}
    widget = forms.TextInput(attrs=attrs)
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=False, error_messages=said, widget=widget, **kwargs
    )


class LodgingForm(forms.Form):
    """Only the name and the kind are needed; the rest follows when it is known."""

    name = line(_("Nama penginapan"), 120, required=True)
    kind = choice(_("Jenis"), LodgingKind.choices, required=True, initial=LodgingKind.KOS)
    address = line(_("Alamat"), 200)
    banjar = line(_("Banjar"), 80)
    owner_name = line(_("Pemilik atau pengelola"), 120)
    owner_phone = PhoneField(label=_("Telepon pemilik"))
    owner_email = forms.EmailField(
        label=_("Surel pemilik"),
        required=False,
        help_text=_("Bila ada, tautan konfirmasi dikirim sendiri tiap bulan."),
    )
    rooms_count = count(_("Jumlah kamar"), MOST_PEOPLE)
    capacity = count(
        _("Cukup untuk berapa orang"),
        MOST_PEOPLE,
        help_text=_("Untuk keselamatan penghuni. Penuh bukan alasan menolak pendatang: bicarakan dengan pemiliknya."),
    )
    rooms = forms.CharField(
        label=_("Daftar kamar"),
        required=False,
        max_length=MOST_ROOMS * (LONGEST_ROOM + 8),
        validators=[lambda text: printable("".join(text.split()))],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Boleh dikosongkan. Satu baris satu kamar, misalnya “A1: 2” bila A1 cukup untuk dua orang."),
    )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not name_key(name):
            raise ValidationError(_("Nama ini tidak berisi huruf atau angka."))
        return name

    def clean_rooms(self):
        """{name: how many it is meant for, or None}"""
        rows = [row.strip() for row in self.cleaned_data["rooms"].splitlines() if row.strip()]
        if len(rows) > MOST_ROOMS:
            raise ValidationError(_("Paling banyak %(most)d kamar."), params={"most": MOST_ROOMS})
        rooms = dict(map(_room, rows))
        if len({name.casefold() for name in rooms}) < len(rows):
            raise ValidationError(_("Ada nama kamar yang tertulis dua kali."))
        return rooms

    def beside(self, lodging):
        """Sentences on the fields in which the ledger says something else than this form."""
        said = _("%(field)s: sekarang tercatat “%(now)s”, pada formulir Anda “%(typed)s”.")
        pairs = [(name, str(getattr(lodging, name) or ""), str(self.cleaned_data[name] or "")) for name in LODGING]
        return [
            said % {"field": self.fields[name].label, "now": now or "—", "typed": typed or "—"}
            for name, now, typed in pairs
            if now != typed
        ]

    def values(self):
        return {name: self.cleaned_data[name] for name in LODGING}


def _room(row):
    name, _sign, number = row.partition(":")
    name, number = name.strip(), number.strip()
    if not name or len(name) > LONGEST_ROOM:
        raise ValidationError(_("Nama kamar 1 sampai 30 huruf: “%(row)s”."), params={"row": row[:40]})
    if number and not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= MOST_PEOPLE):
        raise ValidationError(_("Sesudah titik dua tulis jumlah orang: “%(row)s”."), params={"row": row[:40]})
    return name, int(number) if number else None


class OwnerForm(forms.Form):
    """For each who lives there by the book: still there, or gone since a day; and how many are new."""

    new_people = count(_("Ada penghuni baru yang belum lapor diri? Berapa orang?"), 200)

    def __init__(self, *args, stays: list[Stay], **kwargs):
        super().__init__(*args, **kwargs)
        self.stays = stays
        for stay in stays:
            said = [("here", _("Masih tinggal")), ("gone", _("Sudah pergi"))]
            missing = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")}
            self.fields[f"said_{stay.pk}"] = forms.ChoiceField(
                label=stay.person.initials, choices=said, widget=forms.RadioSelect, error_messages=missing
            )
            self.fields[f"gone_{stay.pk}"] = DateField(label=_("Pergi tanggal"), required=False)

    @property
    def rows(self):
        """(stay, what is said, the day) as bound fields, in the order of the list."""
        return [(stay, self[f"said_{stay.pk}"], self[f"gone_{stay.pk}"]) for stay in self.stays]

    def clean(self):
        values = super().clean()
        for stay in self.stays:
            if values.get(f"said_{stay.pk}") == "gone" and f"gone_{stay.pk}" not in self.errors:
                self._check_day(f"gone_{stay.pk}", values.get(f"gone_{stay.pk}"))
        return values

    def _check_day(self, name, day):
        today = timezone.localdate()
        if day is None:
            self.add_error(name, _("Tulis kira-kira sejak tanggal berapa."))
        elif day > today or day.year < today.year - 5:
            self.add_error(name, _("Tanggal ini tidak mungkin benar."))

    @property
    def gone(self):
        said = self.cleaned_data
        return {stay.pk: said[f"gone_{stay.pk}"] for stay in self.stays if said[f"said_{stay.pk}"] == "gone"}
