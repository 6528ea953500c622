"""Anybody brings a quarrel without an account, and learns by code and PIN where it stands. Counted by address."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from adat.mediation.forms import BringForm, PinForm, StateForm
from adat.mediation.lodging import lodge
from adat.mediation.models import StateLink
from adat.mediation.standing import WORDS, opened_with, readings_of
from adat.villages.levy_views import MOST_ASKED, MOST_SENT, Open
from harmoni.accounts.opening import new_key

public = method_decorator(login_not_required, name="dispatch")


@public
class Tell(Open):
    template_name = "mediation/tell.html"
    form_class = BringForm
    what, most = "case_told", MOST_SENT

    def form_valid(self, form):
        key = form.cleaned_data["key"] or uuid.uuid4()
        case = lodge(key=key, values=form.values(), parties=form.parties())
        link = StateLink.objects.filter(case=case, party=None).first()
        self.template_name = "mediation/told.html"
        return self.render_to_response({"case": case, "link": link})

    def get_context_data(self, **kwargs):
        return super().get_context_data(key=self.request.POST.get("key") or new_key(), **kwargs)


class State(Open):
    """By POST: code and PIN stand in no address. Whatever does not fit is answered alike."""

    template_name = "mediation/state.html"
    what, most = "case_code", MOST_ASKED

    def code_of(self, form):
        return form.cleaned_data["code"]

    def form_valid(self, form):
        case = opened_with(self.code_of(form), form.cleaned_data["pin"])
        if case is None:
            form.add_error("pin", _("Kode atau PIN tidak cocok, atau tautannya sudah tidak berlaku."))
            return self.form_invalid(form)
        state, step = WORDS[case.status]
        shown = {"case": case, "state": state, "step": step, "readings": readings_of(case)}
        return self.render_to_response(self.get_context_data(**shown))


@public
class Follow(State):
    form_class = StateForm


@public
class ByLink(State):
    """Stands in a message that others may read: neither its address nor what it shows before the PIN says of what."""

    form_class = PinForm
    extra_context = {"by_link": True}

    def code_of(self, form):
        return self.kwargs["token"][:40].replace("\0", "")
