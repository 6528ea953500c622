"""What every page's frame needs: the ribbon of the demo and the way to the rooms this person may enter."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmoni.accounts.roles import Permission

ROOMS = (
    ("home:desk", _("Meja"), "house", Permission.DESK_OPEN),
    ("residency:list", _("Pendatang"), "people", Permission.STAY_READ),
    ("dashboard:home", _("Dasbor"), "bar-chart", Permission.FIGURES_READ),
    ("dashboard:home", _("Dasbor"), "bar-chart", Permission.FIGURES_BY_ORIGIN),
)


@dataclass(frozen=True)
class Door:
    url: str
    label: Any
    icon: str
    active: bool


def page(request):
    """`demo` and `nav` for base.html; no query for a stranger."""
    return {"demo": settings.DEMO, "nav": list(_doors(request))}


def _doors(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    seen = set()
    for name, label, icon, permission in ROOMS:
        if name not in seen and user.may(permission):
            seen.add(name)
            url = reverse(name)
            yield Door(url, label, icon, request.path.startswith(url))
