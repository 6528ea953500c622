"""What the sheets of other offices do not say is asked once for all of their rows: since when, until when, where."""

import copy

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.villages.checking import CHECK
from adat.villages.layouts import GIVEN
from adat.villages.models import Sheet
from adat.villages.urgent import post_lanes
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from registrations.residency.forms import NewcomerForm
from registrations.residency.models import day_faults


class GivenForm(forms.Form):
    """Fields of the desk's own form, for every row that says nothing of its own."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        for name in GIVEN:
            self.fields[name] = copy.deepcopy(NewcomerForm.base_fields[name])
        if "address" in sheet.columns:
            self.fields["address"].required = False
            self.fields["address"].help_text = _("Dipakai untuk baris yang alamat sekarangnya kosong.")

    def clean(self):
        values = super().clean()
        if wrong := day_faults(values.get("arrived_on"), values.get("planned_until"), None, None, timezone.localdate()):
            self.add_error(None, ValidationError(wrong))
        return values

    def texts(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in GIVEN if self.cleaned_data[name]}


@transaction.atomic
def give(*, sheet: Sheet, by: User, values: dict[str, str]) -> None:
    """Keeps the answers and asks for the check; a sheet that was answered already stays as it is."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("customary_village").get(pk=sheet.pk)
    if sheet.state != Sheet.State.ASKING:
        return
    sheet.give(values)
    sheet.state = Sheet.State.READING
    sheet.save(update_fields=["given_sealed", "state"])
    record_act("isi_lembar", by=by, subjects=[sheet.pk], place=sheet.customary_village.path)
    post_lanes(CHECK, sheet)
