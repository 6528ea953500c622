"""Before persons leave the house: the password once more, unless it was given within the last ten minutes.

A phone that lies open on the desk, or a session that was carried off, exports nobody.
"""

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from harmoni.accounts.held import hold

FRESH_SECONDS = 10 * 60


def password_again(request: HttpRequest) -> HttpResponse | None:
    """The way to the password; None while the last one is fresh. What was typed is kept, sealed, for the way back."""
    given = [record["at"] for record in get_authentication_records(request, request.user)]
    if time.time() - max(given, default=0) <= FRESH_SECONDS:
        return None
    hold(request)
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
