"""The pages that a phone keeps: empty forms and public keys, the same for everyone. No person stands in them."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from adat.villages.forms import ArrivalForm
from harmoni.letters.claims import as_text
from harmoni.letters.models import SIGNED, Kind, VerificationKey
from harmoni.offline.forms import RenewByCodeForm
from harmoni.regions.models import Region

STYLES = ("vendor/bootstrap/bootstrap.min.css", "css/harmoni.css")
SCRIPTS = (
    *("app", "box", "sending", "typed", "keeping", "waiting", "luring", "claim", "once"),
    *("pieces", "decode", "helping", "scan", "crew"),
)
READER = "vendor/qr/qr.min.js"
PICTURES = ("img/favicon.svg", "img/mark.svg", "img/icons.svg")
ON_OPENING = ("arrived_on", "planned_until")  # the phone writes the day on which the form is opened


def assets() -> list[str]:
    """The addresses of all that the shell needs beside itself."""
    return [*map(static, files()), reverse("offline:regencies")]


def files() -> list[str]:
    """Their names below `static/`."""
    return [*STYLES, *(f"js/{name}.js" for name in SCRIPTS), READER, *PICTURES]


@cache
def kept_kilobytes() -> int:
    """What a phone fetches once to keep the desk, as it comes over the wire (gzip); 1 KB is 1,000 bytes."""
    told = [Path(finders.find(name)).read_bytes() for name in files()] + [shell().encode(), regencies().encode()]
    return round(sum(len(gzip.compress(each)) for each in told) / 1000)


def shell() -> str:
    """The page, without a request: nobody's name, session or token can be in it."""
    return render_to_string(
        "offline/shell.html",
        {
            "form": ArrivalForm(initial=dict.fromkeys(ON_OPENING, "")),
            "renewal": RenewByCodeForm(initial={"planned_until": ""}, auto_id="luring_%s"),
            "keys": letter_keys(),
            "kinds": [(kind, Kind(kind).label) for kind in SIGNED],
            "demo": settings.DEMO,
        },
    )


def letter_keys() -> str:
    """Every office's key that holds, as `kid:public`, with spaces between."""
    holding = VerificationKey.objects.filter(revoked_at=None).order_by("kid")
    return " ".join(f"{key.kid}:{as_text(bytes(key.public))}" for key in holding)


def regencies() -> str:
    """`5311 Kabupaten Sumba Timur`, a line each, retired ones too: what a NIK may begin with."""
    found = Region.objects.filter(level=Region.Level.REGENCY).order_by("code").values_list("code", "name")
    return "\n".join(f"{code} {name}" for code, name in found)


def version_of(page: str) -> str:
    """Changes with the page and with every file it needs (their addresses carry a digest of what is in them)."""
    return hashlib.sha256("\n".join([page, regencies(), *assets()]).encode()).hexdigest()[:12]
