"""One's own account: password, second factor, and the devices that are signed in."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from harmoni.accounts.devices import sign_out_elsewhere


class Account(LoginRequiredMixin, TemplateView):
    template_name = "account/home.html"


class OtherSessions(LoginRequiredMixin, View):
    """Signs this account out on every other device, at once."""

    http_method_names = ["post"]

    def post(self, request):
        sign_out_elsewhere(request, request.user)
        messages.success(request, _("Semua perangkat lain sudah dikeluarkan."))
        return redirect("account_home")
