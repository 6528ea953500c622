"""How an office enters a person: a form opened with its key, a look at the NIK, cautions passed once, saved once."""

import hashlib

from django import forms
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from registrations.people.known import Known


class CautiousForm(forms.Form):
    """Knows which of its `cautions()` the sender has seen."""

    cautions_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def must_look_again(self):
        """Cautions that this sender has not yet passed; remembers them in the form that is shown again."""
        cautions = self.cautions()
        seen = hashlib.sha256("".join(map(str, cautions)).encode()).hexdigest()[:16] if cautions else ""
        if seen == self.cleaned_data["cautions_seen"]:
            return []
        self.data = self.data.copy()
        self.data["cautions_seen"] = seen
        return cautions


class OpenedForm(CautiousForm):
    """With the key of one opening."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class Entry(FormView):
    """GET opens the form with its key; POST looks at the number (`periksa`) or saves what `enter(form)` does.

    A book says `look(post) -> Known` and `enter(form) -> path of the answer`; `answer_template` shows what is known.
    """

    def get_initial(self):
        return {"key": new_key(), **self.held}

    @cached_property
    def held(self):
        return take_held(self.request)

    def post(self, request):
        return self._looked() if "periksa" in request.POST else super().post(request)

    def _looked(self):
        known = self.look(self.request.POST)
        typed = {name: value for name, value in self.request.POST.items() if value}
        return self.filled(known, **typed)

    def filled(self, known: Known, **typed):
        """The form with what is known in the fields that nobody has typed into."""
        kwargs = {**self.get_form_kwargs(), "initial": {**self.get_initial(), **known.values, **typed}}
        form = self.form_class(**{**kwargs, "data": None, "files": None})
        return self.render_to_response(self.get_context_data(form=form, known=known))

    def form_valid(self, form):
        if cautions := form.must_look_again():
            return self.render_to_response(self.get_context_data(form=form, cautions=cautions))
        labels = {name: field.label for name, field in form.fields.items()}
        return answer_once(self.request, lambda: self.enter(form), labels=labels, paper=self.paper_of(form))

    def paper_of(self, form):
        """The key on the paper from which this was typed; None: the form's own counts."""
        return None

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        kwargs = {"held": self.held, "answer_template": self.answer_template, **kwargs}
        return super().get_context_data(**kwargs)


class Look(View):
    """What a number tells, as a part of the page. It comes in the body and stays out of every address."""

    def post(self, request):
        return render(request, self.template_name, {"known": self.look(request.POST)})
