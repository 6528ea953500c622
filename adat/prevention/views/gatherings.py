"""Dialogues and campaigns, and the calendar of days on which many people come together."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from adat.prevention import gatherings
from adat.prevention.gathering_forms import DialogueForm, HeldForm, OccasionForm, PhotoForm
from adat.prevention.models import Dialogue, Occasion
from adat.prevention.queues import DIALOGUES, OCCASIONS
from adat.prevention.views.plans import attachment
from adat.prevention.views.rooms import Entry, RowList, offices_of
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.history.workflow import MoveRefused
from registrations.certification.scans import JPEG
from registrations.people.forms import ReasonForm
from registrations.people.words import told


class Dialogues(Guarded):
    model = Dialogue
    permission = Permission.PREVENTION_READ

    def get_queryset(self):
        return super().get_queryset().select_related("region", "planned_by")


class DialogueList(Dialogues, RowList):
    queues = DIALOGUES
    title, icon = gettext_lazy("Dialog dan kampanye"), "chat-square-text"
    lead = gettext_lazy("Butir 1 dan 5 kesepakatan: ruang dialog dan narasi positif bersama.")
    empty = gettext_lazy("Tidak ada kegiatan di sini")
    columns = (
        (gettext_lazy("Kegiatan"), lambda row: row.title),
        (gettext_lazy("Jenis"), lambda row: row.get_kind_display()),
        (gettext_lazy("Tanggal"), lambda row: date_format(row.held_on, "j F Y")),
        (gettext_lazy("Tempat"), lambda row: row.venue),
        (gettext_lazy("Peserta"), lambda row: "–" if row.participants is None else row.participants),
    )

    def actions(self):
        may = offices_of(self.request.user, Permission.DIALOGUE_WRITE)
        return [(reverse("prevention:dialogue_new"), _("Rencanakan"))] if may else []


class NewDialogue(Entry):
    permission = Permission.DIALOGUE_WRITE
    form_class = DialogueForm
    title = gettext_lazy("Rencanakan dialog atau kampanye")

    def back(self):
        return reverse_lazy("prevention:dialogues"), _("Dialog dan kampanye")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offices": offices_of(self.request.user, self.permission)}

    def save(self, form):
        region = form.cleaned_data["region"]
        new = gatherings.plan_dialogue(region=region, by=self.request.user, values=form.values())
        return new.get_absolute_url()


class OneDialogue(Dialogues, DetailView):
    template_name = "prevention/dialogue.html"
    context_object_name = "dialogue"

    def get_context_data(self, **kwargs):
        dialogue, user = self.object, self.request.user
        said = {"participants": dialogue.participants, "outcome": dialogue.outcome}
        forms = {"catat-dialog": HeldForm(initial=said), "batal-dialog": ReasonForm(), "foto": PhotoForm()}
        acts = Event.objects.about(dialogue.pk).filter(kind=Event.Kind.ACT)[:50]
        known = {
            "record": dialogue,
            "moves": dialogue.open_moves(user),
            "may_add": dialogue.status == "held" and user.may_at(Permission.DIALOGUE_WRITE, dialogue.place),
            "photos": dialogue.photos.defer("content"),
            "acts": told(acts, {}),
            "key": new_key(),
        }
        return super().get_context_data(**known, forms=forms | kwargs.pop("tried_form", {}), **kwargs)


class DialogueMoves(OneDialogue):
    """`catat-dialog`, `batal-dialog`, and `foto`: each with its own form, each once for its key."""

    permission = Permission.DIALOGUE_WRITE
    kinds = {"catat-dialog": HeldForm, "batal-dialog": ReasonForm, "foto": PhotoForm}

    def get(self, request, pk, verb):
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        if verb not in self.kinds:
            raise Http404
        self.object = dialogue = self.get_object()
        form = self.kinds[verb](request.POST, request.FILES)
        if not form.is_valid():
            context = self.get_context_data(tried=verb, form=form, tried_form={verb: form})
            return self.render_to_response(context, status=422)
        try:
            return answer_once(request, lambda: self._done(dialogue, verb, form.cleaned_data))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(dialogue)

    def _done(self, dialogue, verb, values):
        by = self.request.user
        if verb == "catat-dialog":
            gatherings.hold(dialogue=dialogue, by=by, participants=values["participants"], outcome=values["outcome"])
        elif verb == "batal-dialog":
            gatherings.call_off(dialogue=dialogue, by=by, reason=values["reason"])
        else:
            told_so = {"caption": values["caption"], "consent": values["consent"], "scan": values["photo"]}
            gatherings.add_photo(dialogue=dialogue, by=by, **told_so)
        messages.success(self.request, _("Tercatat."))
        return dialogue.get_absolute_url()


class DialoguePhotoFile(Dialogues, DetailView):
    def get(self, request, pk, photo):
        found = get_object_or_404(self.get_object().photos.select_related("dialogue"), pk=photo)
        name = f"foto-{found.added_at:%Y-%m-%d}.jpg"
        return attachment(gatherings.read_photo(found, by=request.user), JPEG, name)


class OccasionList(RowList):
    model = Occasion
    permission = Permission.PREVENTION_READ
    queues = OCCASIONS
    title, icon = gettext_lazy("Kalender"), "calendar-event"
    lead = gettext_lazy("Hari dan tempat banyak orang berkumpul. Tanpa partai dan tanpa calon.")
    empty = gettext_lazy("Belum ada hari di sini")
    columns = (
        (gettext_lazy("Nama"), lambda row: row.name),
        (gettext_lazy("Jenis"), lambda row: row.get_kind_display()),
        (gettext_lazy("Mulai"), lambda row: date_format(row.starts_on, "j F Y")),
        (gettext_lazy("Sampai"), lambda row: date_format(row.ends_on, "j F Y")),
        (gettext_lazy("Di"), lambda row: row.region.name),
    )

    def get_queryset(self):
        return super().get_queryset().select_related("region")

    def actions(self):
        may = offices_of(self.request.user, Permission.DIALOGUE_WRITE)
        return [(reverse("prevention:occasion_new"), _("Tambah hari"))] if may else []


class NewOccasion(Entry):
    permission = Permission.DIALOGUE_WRITE
    form_class = OccasionForm
    title = gettext_lazy("Tambah hari")

    def back(self):
        return reverse_lazy("prevention:occasions"), _("Kalender")

    def save(self, form):
        values = form.values()
        district, office = values.pop("district"), offices_of(self.request.user, self.permission)[0]
        if district and not self.request.user.may_at(self.permission, district.path):
            raise MoveRefused(_("Kecamatan ini di luar wilayah Anda."))
        gatherings.enter_occasion(region=district or office, by=self.request.user, values=values)
        return reverse("prevention:occasions")
