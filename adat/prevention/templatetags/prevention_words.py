"""How the state of a record looks, and the way between the rooms of prevention."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission

register = template.Library()
STYLES = {
    **{"draft": "info", "proposed": "wait", "in_force": "ok", "approved": "wait", "sent": "ok", "superseded": "info"},
}
ROOMS = (
    ("prevention:plans", _("Rencana aksi"), Permission.PREVENTION_READ),
    ("prevention:reports", _("Laporan periode"), Permission.PREVENTION_READ),
)


@register.filter
def style(record):
    """The status's colour: ok, wait, late, info or stop."""
    return STYLES.get(record.status, "info")


@register.simple_tag(takes_context=True)
def rooms(context):
    """[(url, label, whether this is it)] of the rooms that this person may enter."""
    request = context["request"]
    return [
        (url, label, request.path == url)
        for url, label in ((reverse(name), label) for name, label, right in ROOMS if request.user.may(right))
    ]
