"""What the accounts library asks this house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """Accounts are given, never taken; guesses are counted by account, in the transaction of the request."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Nama akun atau kata sandi tidak cocok."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."),
        "incorrect_password": _("Kata sandi tidak cocok."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except DatabaseError as fault:  # who cannot count guesses lets nobody guess: 503, as when the database is away
            raise OperationalError("the sign-in limiter cannot be read") from fault

    def _get_login_attempts_cache_key(self, request, **credentials):
        """By account alone: the library adds the Host header, and every port in it would be ten guesses more."""
        return str(credentials.get("username", "")).lower()


class MFAAdapter(DefaultMFAAdapter):
    """The name under which an authenticator app shows the account."""

    def get_totp_label(self, user):
        return user.username
