"""What a form had sent when its sender turned out to be signed out: kept, sealed, in the browser's own session."""

import base64

from django.http import HttpRequest

from harmoni import cipher

MOST_BYTES = 20_000
SECRETS = ("csrfmiddlewaretoken", "password")


def hold(request: HttpRequest) -> None:
    """Keeps the posted fields for the next opening of the same page; files are not kept."""
    fields = {name: value for name, value in request.POST.items() if name not in SECRETS}
    if len(request.body if not request.FILES else b"") <= MOST_BYTES and fields:
        sealed = cipher.seal_json(fields, about=f"held/{request.path}")
        request.session["held"] = {"path": request.path, "fields": base64.b64encode(sealed).decode()}


def take_held(request: HttpRequest) -> dict[str, str]:
    """The fields held for this page, once; {} when there are none."""
    held = request.session.get("held")
    if not held or held["path"] != request.path:
        return {}
    del request.session["held"]
    return cipher.unseal_json(base64.b64decode(held["fields"]), about=f"held/{request.path}")
