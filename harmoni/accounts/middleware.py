"""The way in: who is not signed in, and who still needs a second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from harmoni.accounts.answers import signed_out, wants_json
from harmoni.accounts.held import hold, mark


class KeepWhatWasTyped(LoginRequiredMiddleware):
    """Asks to sign in; what a form had sent by then waits for whoever signs in from this very browser."""

    def handle_no_permission(self, request, view_func):
        if wants_json(request):  # a script keeps what was typed itself
            return signed_out()
        if request.method == "POST":
            hold(request)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request, response):
        mark(request, response)
        return response


class SecondFactor:
    """Roles named in SECOND_FACTOR_ROLES set up a second factor before they do anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated or self._setting_up(request):
            return None
        roles = {assignment.role for assignment in request.user.current_assignments}
        if roles.isdisjoint(settings.SECOND_FACTOR_ROLES) or is_mfa_enabled(request.user):
            return None
        messages.warning(request, _("Peran Anda memerlukan faktor kedua. Aktifkan dahulu, lalu lanjutkan."))
        return redirect("mfa_index")

    def _setting_up(self, request):
        match = request.resolver_match
        return not match.namespace and (match.url_name or "").startswith(("mfa_", "account_"))
