"""The rules and texts of what goes out by itself: an administrator changes them, each change with who and when."""

from django.contrib import messages
from django.db.models.functions import Now
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, UpdateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.mailroom.forms import RuleForm, WordingForm
from harmoni.notices import wording
from harmoni.notices.models import Language, Message, Notice, Receiver, Rule, Wording
from harmoni.notices.reminding import IN_THE_HOUSE, facts_of, step_told
from harmoni.notices.sources import SOURCES, Source, Told
from harmoni.notices.wording import current, filled, meter

EXAMPLE = {
    "siapa": "U. N. L.",
    "nama": "Umbu Nggiku Landukara",
    "nomor": "T-XXXX-XXXX",
    "tempat": "Desa Adat Kuta",
    "tanggal": "1 Agustus 2026",
    "acara": "Hidup bersama di Bali",
    "jam": "09.00",
    "periode": "B08",
    "tahun": "2026",
    "hal": "Masa tinggal U. N. L. segera berakhir",
    "jumlah": "3",
    "daftar": "- Masa tinggal U. N. L. segera berakhir (1 Agustus 2026)",
    "tautan": "https://harmoni.contoh.example/cek/aB3dE5fG7hJ9kL1mN3pQ5r/",
}
ORDER = (
    *("stay_ends", "contract_ends", "briefing", "briefing_invited", "letter_expires", "not_arrived"),
    *("not_arrived_origin", "plan_report", "task_overdue", "digest"),
)


class Keeping(Guarded):
    permission = Permission.MESSAGES_KEEP


class Rules(Guarded, TemplateView):
    """Readable for every office, since everyone may know what goes out; changed by the administrator alone."""

    permission = Permission.MESSAGES_KEEP
    permissions = (Permission.NOTICE_READ,)
    template_name = "mailroom/rules.html"

    def get_context_data(self, **kwargs):
        found: dict[tuple[str, str], list[Rule]] = {}
        for rule in Rule.objects.all():
            rule.told = step_told(rule.step)
            found.setdefault((rule.event, rule.receiver), []).append(rule)
        events = [(source, list(_lines(source, found))) for source in in_order()]
        return super().get_context_data(events=events, may_keep=self.request.user.may(self.permission), **kwargs)


def in_order() -> list[Source]:
    """What most people are reminded of first, the sealed last."""
    first = [event for event in ORDER if event in SOURCES]
    return [SOURCES[event] for event in (*first, *sorted(SOURCES.keys() - set(first)))]


def _lines(source, found):
    """(receiver, its rules, the texts they use) for each receiver who is told something."""
    for receiver in source.receivers:
        if rules := found.get((source.event, receiver)):
            texts = dict.fromkeys(rule.wording for rule in rules if rule.wording)
            yield receiver.label, rules, list(texts)


class OneRule(Keeping, UpdateView):
    """POST changes it; a record that was reminded of already is not reminded of again."""

    model = Rule
    form_class = RuleForm
    template_name = "mailroom/rule.html"

    def get_queryset(self):
        return Rule.objects.all()

    def source(self):
        return SOURCES[self.object.event]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"source": self.source()}

    def form_valid(self, form):
        rule = form.save(commit=False)
        rule.changed_by = self.request.user
        rule.changed_at = Now()
        rule.save()
        told = {name: str(getattr(rule, name)) for name in ("event", "receiver", "step", "wording", "is_active")}
        record_act("ubah_aturan", by=self.request.user, subjects=[], detail=told)
        messages.success(self.request, _("Aturan tersimpan. Berlaku mulai pemeriksaan berikutnya."))
        return redirect("mailroom:rules")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(source=self.source(), **kwargs)


class NewRule(OneRule):
    """The same for a rule that is not there yet; the same event, receiver and day twice is refused."""

    def get_object(self, queryset=None):
        if self.kwargs["event"] not in SOURCES:
            raise Http404
        return Rule(event=self.kwargs["event"])


class OneText(Guarded, FormView):
    """A text with its versions, how long it is, and how it reads: on a real record of an office, else on an example."""

    permission = Permission.MESSAGES_KEEP
    permissions = (Permission.NOTICE_READ,)
    form_class = WordingForm
    template_name = "mailroom/text.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("bahasa", "")
        self.language = asked if asked in Language.values else Language.INDONESIAN
        self.name = kwargs["name"]

    def newest(self):
        found = current(self.name, self.language)
        if found is None:
            raise Http404
        return found

    def rules(self):
        return list(Rule.objects.filter(wording=self.name))

    def known(self):
        """Facts of every event that uses the text; a name only where the person itself is written to."""
        events = [SOURCES[rule.event].facts for rule in self.rules()] or [()]
        facts = [fact for fact in events[0] if all(fact in other for other in events)]
        own = self.name.endswith(f".{Receiver.PERSON}")
        return [fact for fact in facts if fact != "nama" or own]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"known": self.known()}

    def get_initial(self):
        newest = self.newest()
        return {"language": self.language, "subject": newest.subject, "text": newest.text}

    def post(self, request, *args, **kwargs):
        self.newest()
        if not request.user.may(self.permission):
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if "lihat" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, words=form.cleaned_data))
        wording.write(name=self.name, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Versi baru tersimpan."))
        return redirect(f"{self.request.path}?bahasa={form.cleaned_data['language']}")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, words=None, **kwargs):
        newest = self.newest()
        words = words or {"subject": newest.subject, "text": newest.text}
        versions = Wording.objects.filter(name=self.name, language=self.language).select_related("written_by")
        rule = next(iter(self.rules()), None)
        told = rule and self._own_record(rule)
        facts = facts_of(rule, told) if told else EXAMPLE
        body = filled(words["text"], facts)
        return super().get_context_data(
            title=newest.title,
            known=self.known(),
            versions=versions,
            subject=filled(words["subject"], facts),
            body=body,
            meter=meter(body),
            real=bool(told),
            language=self.language,
            languages=Language.choices,
            may_keep=self.request.user.may(self.permission),
            **kwargs,
        )

    def _own_record(self, rule) -> Told | None:
        """The newest record of one's own places that such a message spoke of; opening it leaves a trace."""
        source, user = SOURCES[rule.event], self.request.user
        if not source.is_generic:
            return None
        record, day = _newest_notice(user, source) if rule.receiver in IN_THE_HOUSE else _newest_message(user, rule)
        told = record and source.told(record, day)
        if told:
            why = _("Pratinjau teks pesan")
            record_reading("buka_pesan", by=user, subjects=told.subjects, place=told.place, reason=why)
        return told or None


def _newest_message(user, rule):
    mine = Message.objects.addressed_to(user).filter(event=rule.event, receiver=rule.receiver)
    found = mine.order_by("-created_at").values_list("record", "day").first()
    return found or (None, None)


def _newest_notice(user, source):
    found = Notice.objects.addressed_to(user).open().filter(kind=source.inbox_kind).order_by("-created_at").first()
    return (found.dedupe_key.split("/")[1], found.due_on) if found else (None, None)
