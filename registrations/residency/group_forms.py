"""What is typed once for all the people of one sheet; the rows below it are judged by the desk's own form."""

import datetime

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.models import Region
from registrations.people.forms import DateField, choice, line
from registrations.residency import kbji
from registrations.residency.clock import half_a_year_after
from registrations.residency.forms import NewcomerForm
from registrations.residency.job_forms import CONTRACT_HELP
from registrations.residency.models import ContractType


class SharedForm(NewcomerForm):
    """The desk's form without the person: only the fields named in `kept`, with the same rules."""

    kept: tuple[str, ...] = ("arrived_on", "planned_until")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*self.kept, "key"}:
            del self.fields[name]
        today = timezone.localdate()
        self.fields["arrived_on"].initial = today
        self.fields["planned_until"].initial = half_a_year_after(today)

    def number_is_missing(self, values):
        return False

    def shared(self):
        """As the rows' form takes it: text, days as YYYY-MM-DD."""
        values = {name: self.cleaned_data.get(name) for name in self.kept}
        return {name: _as_typed(value) for name, value in values.items()}


def _as_typed(value):
    if isinstance(value, Region):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value or ""


class FamilyForm(SharedForm):
    """A family lives where its head does; only the days may differ."""


class CrewForm(SharedForm):
    """The site, the days, who answers for the crew and where it lives, once for all."""

    kept = (
        *(
            "arrived_on",
            "planned_until",
            "address",
            "village",
            "banjar",
            "lodging_name",
            "responsible_name",
            "responsible_phone",
        ),
        *("occupation", "contract_until", "site", "site_name", "site_address", "contract_type"),
    )
    OF_THE_ROWS = (
        *(
            "arrived_on",
            "planned_until",
            "address",
            "village",
            "banjar",
            "lodging_name",
            "responsible_name",
            "responsible_phone",
        ),
        *("occupation", "contract_until"),
    )

    site = forms.ModelChoiceField(label=_("Lokasi"), queryset=None, required=False, empty_label=_("Lokasi baru"))
    site_name = line(_("Nama lokasi baru"), 120)
    site_address = line(_("Alamat lokasi baru"), 200)
    contract_type = choice(_("Jenis kontrak"), ContractType.choices, help_text=CONTRACT_HELP)

    field_order = ["site", "site_name", "site_address", "arrived_on", "planned_until", "lodging_name", "address"]

    def __init__(self, *args, sites, around, **kwargs):
        self.base_fields["site"].queryset = sites
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["village"].offer(around)
        self.fields["address"].label = _("Alamat tempat tinggal")
        self.fields["address"].required = False
        self.fields["address"].help_text = _("Kosongkan bila tinggal di lokasi.")
        self.fields["occupation"].widget.attrs["data-places"] = reverse_lazy("workers:occupations")

    def clean(self):
        values = super().clean()
        site = values.get("site")
        if not site and "site" not in self.errors:
            for name in ("site_name", "site_address"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Pilih lokasi, atau tulis lokasi yang baru."))
        if site and not values.get("responsible_phone"):  # no number goes back into a form
            values["responsible_phone"] = site.responsible_phone
        values["address"] = values.get("address") or (site.address if site else values.get("site_address", ""))
        return values

    def shared(self):
        texts = super().shared()
        occupation, code = kbji.apart(texts["occupation"])
        rows = {name: texts[name] for name in self.OF_THE_ROWS}
        return rows | {"occupation": occupation, "occupation_code": code, "purpose": "work"}

    @property
    def new_site(self):
        values = self.cleaned_data
        return {
            "name": values["site_name"],
            "address": values["site_address"],
            "starts_on": values["arrived_on"],
            "ends_on": values["planned_until"],
            "responsible_name": values.get("responsible_name", ""),
            "responsible_phone": values.get("responsible_phone", ""),
        }


class LinkForm(forms.Form):
    valid_until = DateField(label=_("Tautan berlaku sampai"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].initial = timezone.localdate() + datetime.timedelta(days=7)

    def clean_valid_until(self):
        day, today = self.cleaned_data["valid_until"], timezone.localdate()
        if not today <= day <= today + datetime.timedelta(days=31):
            raise forms.ValidationError(_("Paling lama 31 hari dari sekarang."))
        return day


class ProposalForm(forms.Form):
    """What a foreman says of the list: who sends it and since when they are here; everything else the officer knows."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    sender = line(_("Nama Anda (mandor atau penanggung jawab)"), 120, required=True)
    arrived_on = DateField(label=_("Tanggal tiba"), initial=timezone.localdate)
