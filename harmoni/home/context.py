"""What every page's frame needs: the ribbon of the demo and the way to the rooms this person may enter."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission
from harmoni.offline.keys import owner_of
from harmoni.offline.shell import kept_kilobytes

ROOMS = (
    ("home:desk", _("Meja"), "house", Permission.DESK_OPEN),
    ("certification:candidates", _("Calon"), "person", Permission.CANDIDATE_READ),
    ("certification:briefings", _("Pembekalan"), "calendar-event", Permission.CANDIDATE_READ),
    ("certification:recommendations", _("Surat"), "file-earmark-check", Permission.CANDIDATE_READ),
    ("residency:list", _("Pendatang"), "people", Permission.STAY_READ),
    ("lodgings:list", _("Penginapan"), "building", Permission.STAY_READ),
    ("levy:list", _("Laporan"), "inbox", Permission.LEVY_REPORT_ANSWER),
    ("employment:list", _("Pemberi kerja"), "person-gear", Permission.EMPLOYER_READ),
    ("prevention:home", _("Pencegahan"), "shield-check", Permission.PREVENTION_READ),
    ("prevention:home", _("Pencegahan"), "shield-check", Permission.WARNING_SEND),
    ("mailroom:rules", _("Pesan"), "chat-square-text", Permission.MESSAGES_KEEP),
    ("gazetteer:lists", _("Rujukan"), "map", Permission.REFERENCE_LOAD),
    ("dashboard:home", _("Dasbor"), "bar-chart", Permission.FIGURES_READ),
    ("dashboard:home", _("Dasbor"), "bar-chart", Permission.FIGURES_BY_ORIGIN),
    ("mediation:list", _("Mediasi"), "chat-square-text", Permission.CASE_OPEN),
)


@dataclass(frozen=True)
class Door:
    url: str
    label: Any
    icon: str
    active: bool


def page(request):
    """`demo`, `nav` and what the common buttons ask; no query for a stranger."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "demo": settings.DEMO,
        "nav": list(_doors(request, user)) if known else [],
        "may_prepare": known and user.may(Permission.CANDIDATE_CHANGE),
        "may_register": known and user.may(Permission.STAY_REGISTER),
        "may_change": known and user.may(Permission.STAY_CHANGE),
        "may_receive_dues": known and user.may(Permission.DUES_RECEIVE),
        "may_check_in_field": known and user.may(Permission.FIELD_CHECK),
        "may_import": known and user.may(Permission.STAY_IMPORT),
        "may_write_papers": known and user.may(Permission.PAPERS_CHANGE),
        "may_export": known and user.may(Permission.STAY_EXPORT),
        "may_match": known and user.may(Permission.STAY_MATCH),
        "kept_kilobytes": kept_kilobytes,
        "desk_owner": owner_of(user) if known and user.may(Permission.STAY_REGISTER) else "",
        "may_reveal": known and user.may(Permission.IDENTITY_REVEAL),
    }


def _doors(request, user):
    rooms = {name: (label, icon) for name, label, icon, permission in ROOMS if user.may(permission)}
    urls = {name: reverse(name) for name in rooms}
    here = max((url for url in urls.values() if request.path.startswith(url)), key=len, default="")
    for name, (label, icon) in rooms.items():
        yield Door(urls[name], label, icon, urls[name] == here)
