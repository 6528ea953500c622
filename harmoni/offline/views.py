"""The desk without a line: the page and the worker that a phone keeps, the key of its box, and a renewal by code."""

import base64
import json
import uuid

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.answers import Told, wrong
from harmoni.accounts.opening import answer_once
from harmoni.accounts.roles import Permission
from harmoni.accounts.written import note_when_written
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.offline.forms import RenewByCodeForm
from harmoni.offline.keys import box_key, owner_of
from harmoni.offline.renewing import Overtaken, both_values, renew_unless_changed, stay_by_code
from harmoni.offline.shell import assets, regencies, shell, version_of
from registrations.residency.receipts import number_behind


@method_decorator(login_not_required, name="dispatch")
class Shell(View):
    """The same page for everyone, and the only one that a phone keeps."""

    def get(self, request):
        return HttpResponse(shell())


@method_decorator(login_not_required, name="dispatch")
class Worker(View):
    """The service worker; it stands at the root, since it answers for the whole portal when the line is gone."""

    def get(self, request):
        page = {"version": version_of(shell()), "assets": json.dumps(assets())}
        return HttpResponse(render_to_string("offline/worker.js", page), content_type="text/javascript; charset=utf-8")


@method_decorator(login_not_required, name="dispatch")
class Regencies(View):
    """Codes and names, for the phone to tell where a NIK was first registered."""

    def get(self, request):
        return HttpResponse(regencies(), content_type="text/plain; charset=utf-8")


class Key(Guarded, View):
    """For a script of this very site, in a signed-in session: who sends, and what opens this officer's box here."""

    permission = Permission.STAY_REGISTER

    def get(self, request):
        try:
            phone = uuid.UUID(request.GET.get("ponsel", ""))
        except ValueError:
            return JsonResponse({"state": "wrong", "errors": [["ponsel", "", "UUID"]]}, status=422)
        told = {
            "owner": owner_of(request.user),
            "key": base64.b64encode(box_key(request.user, phone)).decode(),
            "token": get_token(request),
            "account": request.user.get_username(),
            "name": str(request.user),
            "place": request.user.place_label,
            "hamlets": self.hamlets(),
        }
        return JsonResponse(told, headers={"Cross-Origin-Resource-Policy": "same-origin"})

    def hamlets(self):
        """Names of the banjar at this desk, to be offered without a line too."""
        villages = self.request.user.customary_villages(self.permission)
        return list(villages[0].hamlets.values_list("name", flat=True)) if villages else []


class RenewByCode(Told, Guarded, FormView):
    """Renews the stay of a receipt's code, once for its key; answers in JSON, whoever asks.

    409 with both values when somebody has renewed or ended it since it was written; `insist` sends it all the same.
    """

    http_method_names = ["post"]
    permission = Permission.STAY_CHANGE
    form_class = RenewByCodeForm
    only_json = True

    def number_of(self, path):
        return number_behind(path, self.request.user)

    def form_valid(self, form):
        stay = stay_by_code(form.cleaned_data["code"], self.request.user)
        if stay is None:
            form.add_error("code", _("Nomor ini tidak ada di buku desa adat ini. Periksa lagi huruf demi huruf."))
            return self.form_invalid(form)
        try:
            return answer_once(self.request, lambda: self._renew(stay, form.cleaned_data))
        except (Overtaken, MoveRefused):
            return self._both(stay, form)
        except ValidationError as wrong_day:
            form.add_error(None, wrong_day)
            return self.form_invalid(form)

    def form_invalid(self, form):
        return JsonResponse(wrong(form), status=422)

    def _renew(self, stay, values):
        renew_unless_changed(stay, values, by=self.request.user)
        user = self.request.user
        note_when_written(self.request.POST, by=user, subjects=stay.subjects, place=stay.place)
        return f"{stay.get_absolute_url()}bukti/"

    def _both(self, stay, form):
        record_reading("lihat_bukti", by=self.request.user, subjects=stay.subjects, place=stay.place)
        stay.refresh_from_db()
        both = both_values(stay, form.cleaned_data["planned_until"])
        context = {"both": both, "answer": f"{stay.get_absolute_url()}bukti/", "insist": stay.is_here}
        return TemplateResponse(self.request, "409.html", context, status=409)
