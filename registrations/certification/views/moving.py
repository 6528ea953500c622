"""One door for the moves of every record here: `POST <record>/<verb>/`, once for its key."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect

from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.history.workflow import MoveRefused
from registrations.certification.moves import act


class Moves:
    """`forms`: {verb: the form that asks, or None for a plain button}. The table says who may, not the door."""

    forms: dict = {}

    def get(self, request, pk, verb):
        self._known(verb)
        return redirect(self.answer_to(self.get_object()))

    def post(self, request, pk, verb):
        form_class, record = self._known(verb), self.get_object()
        form = form_class and form_class(request.POST)
        if form and not form.is_valid():
            return self._back(record, verb, form)
        reason = form.cleaned_data["reason"] if form else ""
        try:
            return answer_once(request, lambda: self._act(verb, record, reason))
        except MoveRefused as refused:
            if form and verb in record.open_moves(request.user):  # what is lacking is its reason
                form.add_error("reason", str(refused))
                return self._back(record, verb, form)
            messages.error(request, str(refused))
        except ValidationError as wrong:
            messages.error(request, " ".join(wrong.messages))
        return redirect(self.answer_to(record))

    def answer_to(self, record):
        return record.get_absolute_url()

    def _act(self, verb, record, reason):
        messages.success(self.request, act(verb, record, by=self.request.user, reason=reason))
        return self.answer_to(record)

    def _known(self, verb):
        if verb not in self.forms:
            raise Http404
        return self.forms[verb]

    def _back(self, record, verb, form):
        """The record's own page with what was typed and what is wrong with it."""
        self.object = record
        context = self.record_context(record, tried=verb, tried_form=form)
        return self.render_to_response(context, status=422)


def offered(request, record, forms, tried="", tried_form=None):
    """[(verb, move, form or None, key)] of the moves that are open to this person, in the order of the table.

    `tried` came back with what was typed; so does one whose sender turned out to be signed out.
    """
    found = []
    for verb, move in record.open_moves(request.user).items():
        if verb not in forms:
            continue
        held = take_held(request, f"{record.get_absolute_url()}{verb}/")
        form = forms[verb] and (tried_form if verb == tried else forms[verb](initial=held))
        found.append((verb, move, form, held.get("key") or new_key()))
    return found
