"""What is typed about a job."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.people.forms import DateField, choice, line
from registrations.residency import kbji
from registrations.residency.models import ContractType

CONTRACT_HELP = _("PKWT dibuat tertulis dalam bahasa Indonesia, dan pekerja memegang salinannya.")
JOB = ("employer_name", "occupation", "occupation_code", "contract_type", "started_on", "contract_until")


class JobForm(forms.Form):
    """A new job, or one that takes the place of another; only its first day must be known."""

    employer_name = line(_("Pemberi kerja"), 120)
    occupation = line(_("Pekerjaan"), 100, help_text=_("Ketik, lalu pilih dari daftar agar kodenya ikut."))
    contract_type = choice(_("Jenis kontrak"), ContractType.choices, help_text=CONTRACT_HELP)
    started_on = DateField(label=_("Mulai"), initial=timezone.localdate)
    contract_until = DateField(label=_("Kontrak sampai"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["employer_name"].widget.attrs["data-places"] = reverse_lazy("workers:names")
        self.fields["occupation"].widget.attrs["data-places"] = reverse_lazy("workers:occupations")

    def clean(self):
        values = super().clean()
        values["occupation"], values["occupation_code"] = kbji.apart(values.get("occupation", ""))
        values["contract_type"] = values.get("contract_type") or ""
        if not values["occupation"] and not values.get("employer_name"):
            self.add_error("occupation", _("Tulis pekerjaan atau pemberi kerjanya."))
        start, until = values.get("started_on"), values.get("contract_until")
        if start and until and until < start:
            self.add_error("contract_until", _("Kontrak berakhir sebelum pekerjaannya mulai."))
        return values

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in JOB}


class EndJobForm(forms.Form):
    ended_on = DateField(label=_("Tanggal berhenti"), initial=timezone.localdate)
