"""What is asked to be put right: one field, what it should be, and why."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registrations.certification.arriving import LONGEST_CODE
from registrations.people.forms import choice, line, reason
from registrations.residency.models import Asker
from registrations.residency.requesting import FIELDS, label_of, read_value


class RequestForm(forms.Form):
    field = choice(_("Apa yang salah?"), [])
    value = line(_("Yang benar"), 200, help_text=_("Kosongkan bila memilih “Lainnya”."))
    reason = reason(_("Penjelasan"), help_text=_("Dari mana Anda tahu? Contoh: tertulis di KTP."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Lainnya")), *((name, label_of(name)) for name in FIELDS)]

    def clean(self):
        values = super().clean()
        if values.get("field") and "value" in values:
            try:
                read_value(values["field"], values["value"])
            except ValidationError as wrong:
                self.add_error("value", wrong)
        return values

    def asked(self):
        values = self.cleaned_data
        return {"field": values["field"] or "", "value": values["value"], "reason": values["reason"]}


class WrongForm(RequestForm):
    """The same from outside, for whoever holds the receipt."""

    code = line(_("Nomor atau kode bukti lapor"), LONGEST_CODE, required=True, help_text=_("Tertulis di bukti: T-…."))
    asker = choice(
        _("Anda siapa?"), [(who.value, who.label) for who in (Asker.PERSON, Asker.HOST, Asker.OTHER)], required=True
    )

    field_order = ["code", "asker", "field", "value", "reason"]


class ObjectionForm(forms.Form):
    objection = reason(_("Mengapa Anda tidak setuju?"))
