"""Pages for what goes wrong: each says what happened and what to do next."""

import sys

from django.shortcuts import render

from harmoni.home.middleware import AWAY, away


def csrf(request, reason=""):
    """The form was open too long or came from elsewhere: nothing was saved, go back and send again."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def broken(request):
    """Our own fault is 500; a database that is away, noticed before any view, is 503 like everywhere."""
    return away(request) if isinstance(sys.exc_info()[1], AWAY) else render(None, "500.html", status=500)
