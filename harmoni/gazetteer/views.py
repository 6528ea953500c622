"""The administrator's lists of places: upload, see what would change, apply, take back. No person stands here."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import DetailView, FormView

from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.dashboard.disclosure import shown
from harmoni.gazetteer.applying import act, hindrance
from harmoni.gazetteer.comparing import compare, holds, tables_digest
from harmoni.gazetteer.forms import ListForm
from harmoni.gazetteer.models import Kind, PlaceList
from harmoni.gazetteer.reading import Unreadable
from harmoni.gazetteer.workflow import MOVES
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import CustomaryVillage, Region

RECENT, MOST_SHOWN = 20, 200


class Loading(Guarded):
    permission = Permission.REFERENCE_LOAD


class Lists(Loading, FormView):
    """GET opens the form beside earlier lists; POST compares the list and keeps the preview."""

    form_class = ListForm
    template_name = "gazetteer/lists.html"

    def get_initial(self):
        return {"key": new_key(), "kind": Kind.VILLAGES}

    def form_valid(self, form):
        self.request.POST = self.request.POST.copy()
        self.request.POST["file"] = f"{form.file_name} ({form.file_digest[:12]})"
        try:
            return answer_once(self.request, lambda: self._keep(form))
        except Unreadable as wrong:
            for fault in wrong.faults:
                form.add_error("file", fault)
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _keep(self, form):
        kind, source = form.cleaned_data["kind"], form.cleaned_data["source"]
        digest = tables_digest(kind)
        changes, unchanged = compare(kind, form.content, form.file_name, source)
        places = PlaceList.objects.create(
            kind=kind,
            source=source,
            file_name=form.file_name,
            file_digest=form.file_digest,
            by=self.request.user,
            tables_digest=digest,
            changes=changes,
            unchanged=unchanged,
        )
        record_act("unggah_rujukan", by=self.request.user, subjects=[places.pk], reason=source)
        return places.get_absolute_url()

    def get_context_data(self, **kwargs):
        now = {
            "regions": Region.objects.filter(retired=False).count(),
            "retired": Region.objects.filter(retired=True).count(),
            "villages": CustomaryVillage.objects.count(),
            "verified": CustomaryVillage.objects.filter(verified=True).count(),
        }
        lists = PlaceList.objects.select_related("by").defer("changes")[:RECENT]
        return super().get_context_data(lists=lists, now=now, **kwargs)


class OneList(Loading, DetailView):
    template_name = "gazetteer/list.html"
    queryset = PlaceList.objects.select_related("by")

    def get_queryset(self):
        return self.queryset.all()

    def get_context_data(self, **kwargs):
        places = self.object
        gone = [row[0] for row in places.changes.get("retired", [])]
        people = holds(gone)["people"] if gone else 0
        rows = {name: found[:MOST_SHOWN] for name, found in places.changes.items()}
        return super().get_context_data(
            rows=rows,
            counts=places.counts,
            hindrance=hindrance(places) if places.status == "seen" else "",
            gone=len(gone),
            people=shown(people, zero_ok=True),
            moves=places.open_moves(self.request.user).items(),
            most=MOST_SHOWN,
            key=new_key(),
            **kwargs,
        )


class ListMove(OneList):
    def get(self, request, pk, verb):
        self._known(verb)
        return redirect(self.get_object())

    def post(self, request, pk, verb):
        self._known(verb)
        places = self.get_object()
        try:
            return answer_once(request, lambda: self._act(verb, places))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return redirect(places)

    def _act(self, verb, places):
        messages.success(self.request, act(verb, places, by=self.request.user))
        return places.get_absolute_url()

    def _known(self, verb):
        if verb not in MOVES:
            raise Http404
