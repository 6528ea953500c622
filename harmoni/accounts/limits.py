"""How often one address may knock at a page that anyone may open: enough for a village behind one line, no more."""

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def knocked_too_often(request: HttpRequest, door: str, rate: str) -> HttpResponse | None:
    """The 429 page once `rate` (such as `120/h/ip`) is used up at this door; every method counts."""
    if consume(request, app="harmoni", action=door, config={door: rate}, limit_get=True):
        return None
    return render(request, "429.html", status=429)
