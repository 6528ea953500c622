"""The desk's own form for taking up a newcomer: the fields in their order, with the key of one opening."""

import datetime
import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.residency.forms import NewcomerForm
from registrations.residency.models import Category


class ArrivalForm(NewcomerForm):
    """The desk's form: the same fields with their order, lists and the key of one opening."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    cautions_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, village=None, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.village = village
        today = today or timezone.localdate()
        self.fields["arrived_on"].initial = today
        self.fields["planned_until"].initial = today + datetime.timedelta(days=182)
        self.fields["category"].initial = Category.TAMIU
        self.fields["origin_village"].widget.attrs["data-places"] = reverse_lazy("home:places")
        self.fields["banjar"].widget.attrs["list"] = "banjar"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = LAYOUT

    def must_look_again(self):
        """Cautions that this sender has not yet passed; remembers them in the form that is shown again."""
        cautions = self.cautions()
        seen = hashlib.sha256("".join(cautions).encode()).hexdigest()[:16] if cautions else ""
        if seen == self.cleaned_data["cautions_seen"]:
            return []
        self.data = self.data.copy()
        self.data["cautions_seen"] = seen
        return cautions


def pair(*fields):
    return Div(*fields, css_class="field-row")


LAYOUT = Layout(
    Field("key"),
    Field("cautions_seen"),
    Fieldset(
        _("Siapa yang datang"),
        Field("nik", css_class="input-nik"),
        HTML("{% include 'villages/_nik_button.html' %}"),
        "without_nik",
        "full_name",
        "sex",
        pair("birth_date", "phone"),
        "origin_village",
    ),
    Fieldset(
        _("Tinggal di mana"),
        "address",
        pair("banjar", "lodging_name"),
        pair("responsible_name", "responsible_phone"),
        pair("arrived_on", "planned_until"),
    ),
    Fieldset(_("Untuk apa"), pair("purpose", "occupation"), pair("employer_name", "letter_token")),
    Div(
        pair("birth_place", "kk_number"),
        pair("education", "marital_status"),
        pair("origin_address", "email"),
        pair("lodging_phone", "contract_until"),
        pair("occupation_code", "category"),
        template="villages/_more.html",
    ),
)
