"""What every answer has in common: 503 instead of a fall when the database is away; nothing personal in a cache."""

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

SENSES = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"  # the camera reads a receipt's QR
AWAY = (OperationalError, InterfaceError)


def away(request):
    """503 with Retry-After and a page that says what became of the form."""
    answer = render(None, "503.html", status=503)
    answer.headers["Retry-After"] = "10"
    return answer


class Unavailable:
    """The database restarts: 503 with Retry-After and a page that says that what was typed is not lost."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except AWAY:
            return away(request)

    def process_exception(self, request, exception):
        return away(request) if isinstance(exception, AWAY) else None


class Private:
    """Pages are never kept by a cache, unless the view has said otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", SENSES)
        return response
