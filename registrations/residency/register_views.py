"""The registers of one stay over HTTP: their acts, the F-1.15 sheet, the non-permanent letter, the category."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.engine import render
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_address
from registrations.residency.category import change_category
from registrations.residency.models import papers_of
from registrations.residency.national import PORTAL, prepare, sheet_of
from registrations.residency.nonpermanent_letter import ask_for_pdf
from registrations.residency.register_acts import FORMS, act_on, nonpermanent_row
from registrations.residency.register_forms import CategoryForm, F115Form
from registrations.residency.views import OneStay


class RegisterAct(OneStay):
    """`POST <record>/register/<act>/`, once for its key; what was typed stays when something is missing."""

    permission = Permission.STAY_CHANGE
    template_name = "residency/record.html"

    def get(self, request, pk, act):
        return redirect(self.stay)

    def post(self, request, pk, act):
        if act not in FORMS:
            raise Http404
        form = FORMS[act](request.POST, stay=self.stay)
        if not form.is_valid():
            return self._again(act, form)
        try:
            labels = {name: field.label for name, field in form.fields.items()}
            return answer_once(request, lambda: self._act(act, form.cleaned_data), labels=labels)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.stay)

    def _act(self, act, values):
        messages.success(self.request, act_on(act, self.stay, by=self.request.user, values=values))
        return f"{self.stay.get_absolute_url()}{'tanda-nonpermanen/' if act == 'tanda-nonpermanen' else ''}"

    def _again(self, act, form):
        context = self.record_context(tried=act)
        for register in context["registers"]:
            register.acts = [(v, label, form if v == act else other) for v, label, other in register.acts]
        return self.render_to_response(context, status=422)


class F115(OneStay, FormView):
    """Why the sheet is opened; then each field in the order of the form, ready to copy or to print.

    It shows the full NIK: the reading is recorded with its reason, and by POST only, so that no address leads to it.
    """

    permission = Permission.IDENTITY_REVEAL
    form_class = F115Form
    template_name = "residency/f115.html"
    reading = "buka_f115"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.may(Permission.STAY_CHANGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self):
        return nonpermanent_row(self.stay)

    def form_valid(self, form):
        reason, stay, by = form.cleaned_data["reason"], self.stay, self.request.user
        record_reading(self.reading, by=by, subjects=stay.subjects, place=stay.place, reason=reason)
        try:
            prepare(self.row, by=by)
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(stay)
        return self.answer(sheet_of(stay, self.row), reason)

    def answer(self, sheet, reason):
        context = self.get_context_data(sheet=sheet, reason=reason)
        response = self.render_to_response(context)
        response["Cache-Control"] = "no-store"
        return response

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        known = {"stay": self.stay, "person": self.stay.person, "row": self.row, "portal": PORTAL}
        return {"form": self.get_form(), **known, **kwargs}


class F115Paper(F115):
    """The same as a sheet of paper, made on the spot and kept nowhere."""

    reading = "cetak_f115"

    def get(self, request, pk):
        return redirect(self.stay)

    def answer(self, sheet, reason):
        data = {
            "sections": [[str(title), [[str(label), value] for label, value in rows]] for title, rows in sheet],
            "desk": str(self.stay.customary_village),
            "demo": settings.DEMO,
        }
        pdf = render("f115", data, timestamp=timezone.now())
        headers = {"Content-Disposition": 'inline; filename="f-1-15.pdf"', "Cache-Control": "no-store"}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)


class NonpermanentLetter(OneStay):
    """The paper of the non-permanent register as a page, with its PDF when the worker has made it."""

    template_name = "residency/nonpermanent.html"

    def get_context_data(self, **kwargs):
        stay = self.stay
        letter = Document.objects.filter(record=stay.pk, kind=Document.Kind.NONPERMANENT).first()
        if letter is None:
            raise Http404
        record_reading("lihat_tanda", by=self.request.user, subjects=stay.subjects, place=stay.place)
        if letter.content is None:
            ask_for_pdf(letter)
        url = settings.BASE_URL + letter.check_path
        return {"stay": stay, "person": stay.person, "letter": letter, "url": url, "qr": qr_address(url)}


class CategoryChange(OneStay, FormView):
    """Another of the three categories, at the person's own request."""

    permission = Permission.STAY_CHANGE
    form_class = CategoryForm
    template_name = "residency/category.html"

    @cached_property
    def papers(self):
        return papers_of(self.stay.customary_village)

    def get(self, request, *args, **kwargs):
        record_reading("buka_perbaikan", by=request.user, subjects=self.stay.subjects, place=self.stay.place)
        return self.render_to_response(self._context(self.get_form()))

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "stay": self.stay, "papers": self.papers}

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            return answer_once(self.request, lambda: self._change(form.cleaned_data), labels=labels)
        except MoveRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.stay)

    def form_invalid(self, form):
        return self.render_to_response(self._context(form), status=422)

    def _change(self, values):
        names = ("category", "requested_on", "request")
        change_category(stay=self.stay, by=self.request.user, **{name: values[name] for name in names})
        messages.success(self.request, _("Tercatat atas permintaan orangnya sendiri."))
        return self.stay.get_absolute_url()

    def _context(self, form):
        now = self.papers.word_for(self.stay.category)
        key = self.request.POST.get("key") or new_key()
        return {"form": form, "stay": self.stay, "person": self.stay.person, "now": now, "key": key}
