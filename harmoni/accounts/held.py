"""What a form had sent when its sender turned out to be signed out: kept, sealed, for that same account alone.

A signed cookie, which outlives the session, tells whose form it was. Whoever else signs in from this browser
neither gets the fields nor leaves them there for a third.
"""

import base64
import json
import time
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from harmoni import cipher
from harmoni.accounts import drafts

COOKIE = "__Host-siapa" if settings.HTTPS else "siapa"
SALT = "harmoni.accounts.held"
MOST_BYTES, MOST_SECONDS = 30_000, 30 * 60
SECRETS = ("csrfmiddlewaretoken", "password")


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Leaves word of who is signed in; takes it back when somebody signs out."""
    if request.user.is_authenticated:
        if _marked(request) != request.user.pk:
            word = signing.dumps(request.user.pk, salt=SALT)
            response.set_cookie(COOKIE, word, secure=settings.HTTPS, httponly=True, samesite="Lax")
    elif request.resolver_match and request.resolver_match.url_name == "account_logout":
        response.delete_cookie(COOKIE)


def hold(request: HttpRequest) -> None:
    """Keeps the posted fields (no files) for half an hour, if it is known whose they are."""
    typed = {name: values for name, values in request.POST.lists() if name not in SECRETS}
    fields = {name: values if len(values) > 1 else values[0] for name, values in typed.items() if values}
    owner = _marked(request)
    if owner and fields and len(json.dumps(fields)) <= MOST_BYTES:
        kept = {"owner": owner, "at": time.time(), "fields": fields}
        sealed = cipher.seal_json(kept, about=f"held/{request.path}")
        request.session["held"] = {"path": request.path, "sealed": base64.b64encode(sealed).decode()}


def take_held(request: HttpRequest, path: str | None = None) -> dict[str, Any]:
    """The fields held for this page (or `path`), once and for their owner, or of the draft it goes on with; else {}.

    `request.draft` is that draft.
    """
    if draft := drafts.continued(request, path or request.path):
        request.draft = draft
        return draft.fields | {"key": str(draft.key)}
    held = request.session.get("held")
    if not held or held["path"] != (path or request.path):
        return {}
    del request.session["held"]
    kept = cipher.unseal_json(base64.b64decode(held["sealed"]), about=f"held/{held['path']}")
    mine = kept["owner"] == request.user.pk and time.time() - kept["at"] < MOST_SECONDS
    return kept["fields"] if mine else {}


def _marked(request):
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=7 * 86400)
    except signing.BadSignature:
        return None
