"""Signing out everywhere else: every session carries a hash of the account's stamp, and the stamp changes."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from harmoni.accounts.models import User
from harmoni.accounts.traces import trace


def sign_out_elsewhere(request: HttpRequest, user: User) -> None:
    """Changes the stamp, so that all other sessions of the account end at their next request; this one is kept."""
    user.session_stamp = get_random_string(12)
    user.save(update_fields=["session_stamp"])
    trace("keluar_lainnya", user)
    update_session_auth_hash(request, user)
