"""What the rows of a sheet ask for in their templates."""

from django import template
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.opening import new_key
from registrations.people.forms import DateField
from registrations.residency.models import age_of

register = template.Library()
LABELS = {
    "nik": "NIK",
    "full_name": _("Nama lengkap"),
    "sex": _("Jenis kelamin"),
    "birth_date": _("Tanggal lahir"),
    "relation": _("Hubungan"),
    "school_status": _("Sekolah"),
    "school_name": _("Nama sekolah"),
    "guardian_name": _("Wali"),
    "guardian_phone": _("Telepon wali"),
    "guardian_relation": _("Hubungan wali"),
}


@register.filter
def of(values, name):
    """`values[name]`, '' where there is none; a day as the browser's own picker wants it."""
    text = values.get(name, "")
    if name == "birth_date" and text and not _is_iso(text):
        return _iso(text)
    return text


def _is_iso(text):
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _iso(text):
    try:
        return DateField().clean(text).isoformat()
    except ValidationError:  # not a day: shown as it was typed
        return text


@register.filter
def told(faults):
    """Each sentence with the name of its field before it."""
    return [f"{LABELS[name]}: {said}" if name in LABELS else said for name, said in faults.items()]


@register.filter
def age_words(stay):
    """Full years of the person, as a word."""
    return str(age_of(stay.person))


@register.simple_tag(name="new_key")
def another_key():
    """A key for one more form of the page."""
    return new_key()
