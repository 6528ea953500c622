"""The field check: a code in, four facts out, nothing to browse; and the slip for one who is not known yet."""

import datetime

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, TemplateView

from adat.villages import field_check
from adat.villages.own_checks import DAYS, looks_at
from harmoni.accounts import tally
from harmoni.accounts.access import Guarded
from harmoni.accounts.limits import knocked_too_often
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.letters.models import Document, Kind
from harmoni.letters.qr import qr_address
from registrations.people.forms import DateField, line

GUESSES, GUESSES_A_DAY = 5, 10  # birth dates for one receipt


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Kode atau nomor pada bukti"),
        max_length=300,
        error_messages={"required": gettext_lazy("Pindai atau ketik kodenya dahulu.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class SlipForm(forms.Form):
    initials = line(
        gettext_lazy("Inisial, bila orangnya mau"),
        40,
        help_text=gettext_lazy("Hanya huruf pertama yang disimpan. Boleh dikosongkan."),
    )
    where = line(gettext_lazy("Tempat melapor"), 120, required=True)


class AtField(Guarded):
    permission = Permission.FIELD_CHECK

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:
            raise PermissionDenied
        return villages[0]

    def used(self):
        used = field_check.used_by(self.request.user)
        return {"used": used, "most": field_check.MOST_AN_HOUR, "village": self.village}


class FieldCheck(AtField, FormView):
    """POST, so that no code stands in an address or a log; the answer leads nowhere else."""

    template_name = "villages/field_check.html"
    form_class = CodeForm

    def form_valid(self, form):
        try:
            found = field_check.check(code=form.cleaned_data["code"], by=self.request.user, village=self.village)
        except field_check.Exhausted:
            self.template_name = "villages/field_limit.html"
            return self.render_to_response(self.get_context_data(form=CodeForm()), status=429)
        return self.render_to_response(self.get_context_data(form=CodeForm(), found=found, asked=True))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.used(), **kwargs)


class GiveSlip(AtField, FormView):
    template_name = "villages/field_slip_form.html"
    form_class = SlipForm

    def get_initial(self):
        return {"where": _("Kantor %(village)s") % {"village": self.village}}

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        return answer_once(self.request, lambda: self._give(form.cleaned_data), labels=labels)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        key = self.request.POST.get("key") or new_key()
        return super().get_context_data(key=key, village=self.village, **kwargs)

    def _give(self, values):
        return field_check.give_slip(by=self.request.user, village=self.village, **values).page


class SlipPage(Guarded, DetailView):
    model = Document
    permission = Permission.FIELD_CHECK
    template_name = "villages/field_slip.html"
    context_object_name = "slip"

    def get_queryset(self):
        return super().get_queryset().filter(kind=Kind.SLIP)

    def get_context_data(self, **kwargs):
        url = settings.BASE_URL + self.object.check_path
        return super().get_context_data(url=url, qr=qr_address(url), **kwargs)


def _may_guess(code):
    """Counted before it is judged: who knows the year of birth still needs a month and more for the day."""
    used = tally.used_in_a_day("own_checks", code)
    return used < GUESSES_A_DAY and tally.use_one("own_checks", code, most=GUESSES)


class BornForm(forms.Form):
    birth_date = DateField(label=gettext_lazy("Tanggal lahir Anda"))


@method_decorator(login_not_required, name="dispatch")
class OwnChecks(TemplateView):
    """Who checked me? The code and the birth date open it; five guesses an hour for one receipt, ten a day.

    Whatever is asked of, a receipt or a code that nobody has, is counted and answered alike; so is one address that
    tries many receipts.
    """

    template_name = "villages/own_checks.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        return knocked_too_often(request, "siapa", "60/h/ip") or super().dispatch(request, *args, **kwargs)

    def get(self, request, token):
        return self.render_to_response(self._context(token))

    def post(self, request, token):
        form = BornForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self._context(token, form=form), status=422)
        if not _may_guess(tally.unread(token)):
            return self.render_to_response(self._context(token, exhausted=True), status=429)
        looks = looks_at(token, form.cleaned_data["birth_date"])
        if looks is None:
            form.add_error("birth_date", _("Kode dan tanggal lahir ini tidak cocok. Tanyakan di meja desa adat."))
            return self.render_to_response(self._context(token, form=form), status=422)
        return self.render_to_response(self._context(token, looks=looks))

    def _context(self, token, **kwargs):
        since = timezone.localdate() - datetime.timedelta(days=DAYS)
        return {"token": token[:64], "form": BornForm(), "days": DAYS, "since": since, **kwargs}
