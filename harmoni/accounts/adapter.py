"""What the accounts library asks this house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import connection
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """Accounts are given, never taken; guesses at one account queue up behind each other."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Nama akun atau kata sandi tidak cocok."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."),
        "incorrect_password": _("Kata sandi tidak cocok."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        # The limiter reads, adds and writes: without the lock, parallel guesses would share one count.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [str(credentials.get("username", "")).lower()])
        super().pre_authenticate(request, **credentials)


class MFAAdapter(DefaultMFAAdapter):
    """The name under which an authenticator app shows the account."""

    def get_totp_label(self, user):
        return user.username
