"""A house and the owner's months, as an officer would say them."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registrations.people.nik import masked

register = template.Library()


@register.filter
def lodging_facts(lodging):
    """[(label, value)] of a house; the phone masked."""
    owner = ", ".join(filter(None, [lodging.owner_name, masked(lodging.owner_phone)]))
    return [
        (_("Pemilik atau pengelola"), owner),
        (_("Surel pemilik"), lodging.owner_email),
        (_("Alamat"), lodging.address),
        (_("Banjar"), lodging.banjar),
        (_("Jumlah kamar"), lodging.rooms_count),
        (_("Cukup untuk berapa orang"), lodging.capacity),
    ]


@register.filter
def month_state(month):
    """`dijawab 3 November 2026`, `tautan dicabut`, `menunggu jawaban`, `tidak dijawab`."""
    if month.answered_at:
        return _("dijawab %(day)s") % {"day": date_format(month.answered_at, "j F Y")}
    if month.revoked_at:
        return _("tautan dicabut")
    return _("menunggu jawaban") if month.is_open else _("tidak dijawab")
