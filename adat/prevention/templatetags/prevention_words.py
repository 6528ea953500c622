"""How the state of a record looks, and the way between the rooms of prevention."""

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.opening import new_key
from harmoni.accounts.roles import Permission

register = template.Library()
STYLES = {
    **{"draft": "info", "proposed": "wait", "in_force": "ok", "approved": "wait", "sent": "ok", "superseded": "info"},
    **{"received": "wait", "weighed": "wait", "referred": "info", "answered": "ok"},
    **{"planned": "info", "held": "ok", "cancelled": "info", "submitted": "wait"},
}
ROOMS = (
    ("prevention:warnings", _("Peringatan dini"), Permission.WARNING_ANSWER),
    ("prevention:warnings_sent", _("Peringatan terkirim"), Permission.WARNING_SEND),
    ("warning_map", _("Peta"), Permission.WARNING_ANSWER),
    ("prevention:occasions", _("Kalender"), Permission.PREVENTION_READ),
    ("prevention:dialogues", _("Dialog"), Permission.PREVENTION_READ),
    ("prevention:plans", _("Rencana aksi"), Permission.PREVENTION_READ),
    ("prevention:reports", _("Laporan periode"), Permission.PREVENTION_READ),
    ("prevention:cooperations", _("Kerja sama"), Permission.PREVENTION_READ),
    ("prevention:organisations", _("Paguyuban"), Permission.COMMUNITY_READ),
    ("prevention:evaluations", _("Evaluasi"), Permission.COMMUNITY_READ),
)


@register.filter
def style(record):
    """The status's colour: ok, wait, late, info or stop."""
    if getattr(record, "is_late", False):
        return "late"
    return STYLES.get(record.status, "info")


@register.simple_tag(takes_context=True)
def rooms(context):
    """[(url, label, whether this is it)] of the rooms that this person may enter."""
    request = context["request"]
    return [
        (url, label, request.path == url)
        for url, label in ((reverse(name), label) for name, label, right in ROOMS if request.user.may(right))
    ]


@register.filter
def warning_facts(warning):
    """[(label, value)] of what was written beside the matter."""
    return [
        (_("Di mana tepatnya"), warning.where),
        (_("Tanggal"), warning.day and date_format(warning.day, "j F Y")),
        (_("Seberapa yakin"), warning.get_sureness_display()),
        (_("Dirujuk ke"), warning.get_referred_to_display()),
        (_("Cara menghubungi"), warning.contact),
    ]


@register.filter
def of(forms, verb):
    """The form that a verb asks with."""
    return forms[verb]


@register.filter
def without_key(form):
    """The form without its hidden key, where the page writes a key of its own."""
    form.fields.pop("key", None)
    return form


register.simple_tag(new_key, name="new_key")
