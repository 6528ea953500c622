"""Whether a row of a sheet is good: the very form of the desk says so, and each fault names its field.

A good row is told quickly: by the form's own fields, its own `clean_<field>` and its own `clean`, without the form
being built anew and without cleaning the same word twice. Whatever stumbles goes through the whole form.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from adat.villages.cells import as_text, meaning
from adat.villages.days import turned
from adat.villages.layouts import STATUS
from harmoni.regions.forms import PlaceField
from harmoni.regions.models import Region
from registrations.people import nik as nik_rules
from registrations.people.forms import PERSON
from registrations.residency.forms import STAY, NewcomerForm

SEEN_ONCE = {  # of one person: neither worth remembering nor to be kept in memory
    *("nik", "kk_number", "full_name", "phone", "email", "address", "origin_address"),
    *("lodging_phone", "responsible_name", "responsible_phone", "letter_token"),
}


class Places(PlaceField):
    """The desk's field of places; a sheet names the same few places in many rows, so each is asked for once."""

    def remember(self, known: dict):
        self.known = known

    def clean(self, value):
        if value not in self.known:
            try:
                self.known[value] = super().clean(value)
            except ValidationError as fault:
                self.known[value] = fault
        if isinstance(found := self.known[value], ValidationError):
            raise found
        return found


class RowForm(NewcomerForm):
    origin_village = Places(label=NewcomerForm.base_fields["origin_village"].label, required=False)

    def __init__(self, data, places):
        super().__init__(data)
        self.fields["origin_village"].remember(places)

    def settle(self, name: str, text: str) -> Any:
        """One field as this form cleans it; raises ValidationError."""
        self.cleaned_data = {name: self.fields[name].clean(text)}
        hook = getattr(self, f"clean_{name}", None)
        return hook() if hook else self.cleaned_data[name]

    def fits_together(self, cleaned: dict[str, Any]) -> bool:
        """Whether the cleaned fields are also right as a whole."""
        self.cleaned_data, self._errors = cleaned, {}
        self.clean()
        return not self._errors


@dataclass
class Verdict:
    """`cleaned` are the form's cleaned values, {} of a bad row; `faults` {field: sentence}, {} of a good one."""

    faults: dict[str, str]
    cleaned: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Region] | None = None

    @property
    def nik(self) -> str:
        return self.cleaned.get("nik", "")

    @cached_property
    def cautions(self) -> list[str]:
        """What the desk's form would say once, before it saves."""
        if not self.nik:
            return []
        born = self.cleaned.get("birth_date")
        said = nik_rules.warnings(self.nik, sex=self.cleaned["sex"], birth_date=born, places=self.places)
        if (
            born
            and turned(born) not in (None, born)
            and nik_rules.decode(self.nik, places={}).birth_date == turned(born)
        ):
            said.append(_("Tanggal dan bulan lahir tampaknya tertukar."))
        return said

    def person_values(self):
        return {name: self.cleaned[name] for name in PERSON}

    def stay_values(self):
        return {name: self.cleaned[name] for name in STAY}


class Judge:
    """Judges the rows of one step; what it learnt of words, days and places is gone with it (so is its day)."""

    def __init__(self) -> None:
        self.settled: dict = {}
        self.places: dict = {}
        self.form = RowForm({}, self.places)
        self.blank = {name: self._blank(name) for name in self.form.fields}

    def all(self, rows: list[dict[str, Any]]) -> list[Verdict]:
        """Verdicts on the values of these rows, in their order."""
        verdicts = [self.judge(values) for values in rows]
        niks = {verdict.nik for verdict in verdicts if verdict.nik}
        regions = nik_rules.places_of(niks) if niks else {}
        for verdict in verdicts:
            verdict.places = regions
        return verdicts

    def judge(self, values: dict[str, Any]) -> Verdict:
        try:
            return self._quick(values)
        except ValidationError:
            return self.at_length(values)

    def at_length(self, values: dict[str, Any]) -> Verdict:
        """Through the whole form, with a sentence for each fault."""
        data, faults = {}, {}
        if STATUS in values:
            values = dict(values)
            faults |= _no_longer_there(values.pop(STATUS))
        for name, cell in values.items():
            try:
                data[name] = meaning(name, cell)
            except ValidationError as fault:
                faults[name] = fault.messages[0]
        if not data.get("nik") and not data.get("without_nik"):
            faults.setdefault("nik", _("Tulis NIK, atau isi “ya” di kolom Belum punya KTP."))
        form = RowForm(data, self.places)
        for name, sentences in form.errors.items():
            faults.setdefault(name, " ".join(map(str, sentences)))
        return Verdict(faults, form.cleaned_data)

    def _quick(self, values):
        if STATUS in values:
            raise ValidationError("")
        cleaned = dict(self.blank)
        for name, cell in values.items():
            cleaned[name] = self._settle(name, cell)
        for value in cleaned.values():
            if isinstance(value, ValidationError):
                raise value
        if not cleaned["nik"] and not cleaned["without_nik"] or not self.form.fits_together(cleaned):
            raise ValidationError("")
        return Verdict({}, cleaned)

    def _settle(self, name, cell):
        if name in SEEN_ONCE:
            return self.form.settle(name, meaning(name, cell))
        if (name, cell) not in self.settled:
            self.settled[name, cell] = self.form.settle(name, meaning(name, cell))
        return self.settled[name, cell]

    def _blank(self, name):
        """What an absent cell of this field becomes, or the fault that it is."""
        try:
            return self.form.settle(name, "")
        except ValidationError as fault:
            return fault


def _no_longer_there(cell):
    if not (text := as_text(cell).strip(" -")):
        return {}
    said = _(
        "Menurut lembar ini orangnya sudah meninggal, pindah, atau hilang (%(status)s). Kosongkan sel ini bila salah."
    )
    return {STATUS: said % {"status": text}}
