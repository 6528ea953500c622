"""What a family does together: the same verb for each who is ticked, all of it in one transaction or nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registrations.residency.family import relatives_of
from registrations.residency.models import Stay

BESIDE = "bersama-"


class TogetherForm(forms.Form):
    """A tick for each of the family who is here; set beforehand for a renewal and a move."""

    beforehand = False

    def __init__(self, *args, stay, **kwargs):
        super().__init__(*args, **kwargs)
        self.relatives = self.offered(relatives_of(stay))
        for other in self.relatives:
            self.fields[name_of(other)] = forms.BooleanField(
                label=_("Bersama %(name)s (%(relation)s)")
                % {"name": other.person.full_name, "relation": str(other.relation).lower()},
                required=False,
                initial=self.ticked(other, stay),
            )

    def offered(self, relatives):
        return relatives

    def ticked(self, other, stay):
        return self.beforehand and other.planned_until <= stay.planned_until


def name_of(stay: Stay) -> str:
    return f"{BESIDE}{stay.pk.hex}"


def companions(stay: Stay, values: dict) -> list[Stay]:
    """Those who were ticked."""
    if not any(name.startswith(BESIDE) for name in values):
        return []
    return [other for other in relatives_of(stay) if values.get(name_of(other))]


class of_whom:
    """Inside, a fault says whose it is."""

    def __init__(self, stay: Stay):
        self.name = stay.person.full_name

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, trace):
        if isinstance(fault, ValidationError):
            raise ValidationError([f"{self.name}: {said}" for said in fault.messages]) from fault
        return False
