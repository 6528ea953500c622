"""Still here? Asked by the officer, answered by a link without an account, acted on by the officer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.limits import knocked_too_often
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.history.workflow import MoveRefused
from harmoni.letters.qr import qr_address
from harmoni.notices.models import Silence
from registrations.people.forms import DateField
from registrations.people.lists import QueueList
from registrations.people.phones import by_hand
from registrations.residency.answering import answer, set_aside
from registrations.residency.asking import ask_now, with_messages, words_of
from registrations.residency.models import Answer, Asked, Question
from registrations.residency.queues import ANSWERS
from registrations.residency.views import OneStay

PHONES = {Asked.PERSON: ("person", "phone"), Asked.HOST: ("stay", "responsible_phone")}


class DayForm(forms.Form):
    """One of the three answers, with its day where it has one."""

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    day = DateField(label="", required=False)

    labels = {
        Answer.STAYING: gettext_lazy("Masih di sini sampai"),
        Answer.LEFT: gettext_lazy("Sudah pulang sejak"),
    }

    def __init__(self, *args, which, **kwargs):
        super().__init__(*args, auto_id=f"{which}_%s", initial={"answer": which}, **kwargs)
        self.which, self.fields["day"].label = which, self.labels.get(which, "")


@method_decorator(login_not_required, name="dispatch")
class StillHere(TemplateView):
    """Initials, place and day, to whoever holds the link. Only a POST answers, so that a preview of a link does not.

    What is unknown, over, or answered looks like nothing at all, and says whom to ask.
    """

    template_name = "residency/still_here.html"

    def dispatch(self, request, *args, **kwargs):
        return knocked_too_often(request, "masih", "120/h/ip") or super().dispatch(request, *args, **kwargs)

    def get(self, request, token):
        question = self._open(token)
        if question:
            stay = question.stay
            record_reading("lihat_tanya", by=None, subjects=stay.subjects, place=stay.place)
        return self._page(question)

    def post(self, request, token):
        question, which = self._open(token), request.POST.get("answer", "")
        form = DayForm(request.POST, which=which if which in Answer.values else Answer.STAYING)
        if question is None:
            return self._page(None)
        if not form.is_valid():
            return self._page(question, form)
        try:
            answer(question=question, answer=Answer(which), day=form.cleaned_data["day"])
        except ValidationError as wrong:
            form.add_error("day", wrong.message_dict["day"])
            return self._page(question, form)
        return redirect(f"{request.path}?terima-kasih")

    def _open(self, token):
        found = Question.objects.open().select_related("stay__person", "stay__customary_village")
        return found.of_link(token).first()

    def _page(self, question, tried=None):
        told = [DayForm(which=which) for which in DayForm.labels]
        told = [tried if tried and tried.which == form.which else form for form in told]
        thanks = question is None and "terima-kasih" in self.request.GET
        status = 422 if tried else 200 if question or thanks else 404
        context = {"question": question, "forms": told, "thanks": thanks}
        return self.render_to_response(context, status=status)


class Ask(OneStay):
    """POST asks, once a term; the page of GET holds the words to send from the officer's own phone."""

    permission = Permission.STAY_CHANGE
    template_name = "residency/ask.html"

    def get(self, request, pk, asked):
        (question,) = with_messages([get_object_or_404(self.stay.questions.open(), asked=asked)])
        stay, book = self.stay, {"stay": self.stay, "person": self.stay.person}
        owner, field = PHONES[Asked(asked)]
        silent = Silence.objects.filter(person=stay.person_id).exists()
        may = not silent and request.user.may_at(Permission.IDENTITY_REVEAL, stay.place)
        phone = getattr(book[owner], field) if may else ""
        verb, why = (f"buka_{field}", _("Kirim pertanyaan: masih di sini?")) if phone else ("buka_catatan", "")
        record_reading(verb, by=request.user, subjects=stay.subjects, place=stay.place, reason=why)
        words = words_of(question)
        ways = by_hand(phone, words) if phone else {}
        link = request.build_absolute_uri(question.link)
        context = {"question": question, "words": words, "link": link, "qr": qr_address(link), "silent": silent} | ways
        return self.render_to_response({"stay": stay, "person": stay.person, **context})

    def post(self, request, pk, asked):
        if asked not in Asked.values:
            raise Http404
        try:
            return answer_once(request, lambda: self._ask(Asked(asked)))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.stay)

    def _ask(self, asked):
        question = ask_now(stay=self.stay, asked=asked, by=self.request.user)
        if question.answer:
            messages.info(self.request, _("Sudah dijawab: lihat di bawah."))
        return self.stay.get_absolute_url() if question.answer else self.request.path


class WriteAgain(OneStay):
    """POST: the person may be written to again; the record is where that wish stood."""

    permission = Permission.STAY_CHANGE

    def get(self, request, pk):
        return redirect(self.stay)

    def post(self, request, pk):
        if Silence.objects.filter(person=self.stay.person_id).delete()[0]:
            record_act("boleh_hubungi", by=request.user, subjects=self.stay.subjects, place=self.stay.place)
            messages.success(request, _("Tercatat: orang ini boleh dikirimi pesan lagi."))
        return redirect(self.stay)


class Answers(Guarded, QueueList):
    """What came back by the links; one tap does what was said, or sets it aside."""

    model = Question
    permission = Permission.STAY_CHANGE
    template_name = "residency/answers.html"
    rows_name = "questions"
    queues = (ANSWERS,)

    def get_queryset(self):
        return super().get_queryset().select_related("stay__person", "stay__customary_village")

    def saw(self, rows):
        record_reading("lihat_daftar", by=self.request.user, subjects=[row.stay.person_id for row in rows])
        for row in rows:
            row.key = new_key()
        return rows


class AnswerDone(Guarded, View):
    model = Question
    permission = Permission.STAY_CHANGE

    def get(self, request, pk):
        get_object_or_404(self.get_queryset(), pk=pk)
        return redirect("residency:answers")

    def post(self, request, pk):
        question = get_object_or_404(self.get_queryset(), pk=pk)
        set_aside(question=question, by=request.user)
        return redirect(reverse("residency:answers"))
