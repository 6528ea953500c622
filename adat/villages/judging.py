"""Whether a row of a sheet is good: it goes through the very form of the desk, and each fault names its field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from adat.villages.cells import meaning
from harmoni.regions.forms import PlaceField
from registrations.residency.forms import NewcomerForm


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


def judge(values: dict[str, Any], places: dict) -> tuple[RowForm, dict[str, str]]:
    """The form filled with one row, and {field: sentence} of what is wrong; valid when that is empty.

    `places` remembers the places already looked up, for the rows judged together.
    """
    data, faults = {}, {}
    for name, cell in values.items():
        try:
            data[name] = meaning(name, cell)
        except ValidationError as fault:
            faults[name] = fault.messages[0]
    if not data.get("nik") and not data.get("without_nik"):
        faults.setdefault("nik", _("Tulis NIK, atau isi “ya” di kolom Belum punya KTP."))
    form = RowForm(data, places)
    for name, sentences in form.errors.items():
        faults.setdefault(name, " ".join(map(str, sentences)))
    return form, faults
