"""What was begun and not sent: kept from the page itself, listed for its writer, gone on with, thrown away."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from harmoni.accounts import drafts
from harmoni.accounts.access import Guarded
from harmoni.accounts.answers import wants_json
from harmoni.accounts.models import Draft
from harmoni.accounts.opening import HIDDEN, side_by_side
from harmoni.accounts.roles import Permission

MOST_BYTES = 60_000  # a crew sheet of forty rows has 20,000


class Drafts(Guarded, ListView):
    """GET lists; POST keeps the form that it came with, and answers a script in JSON."""

    permission = Permission.DESK_OPEN
    template_name = "accounts/drafts.html"

    def get_queryset(self):
        return Draft.objects.unfinished(self.request.user)

    def post(self, request):
        try:
            draft = drafts.keep(user=request.user, device=drafts.device_of(request), **typed_in(request))
        except (LookupError, ValueError):
            return self._unfit()
        except drafts.Overtaken as overtaken:
            return self._both(overtaken.draft)
        if wants_json(request):
            return JsonResponse({"state": "kept", "version": draft.version, "at": draft.saved_at.isoformat()})
        if "tetap" in request.POST:
            return redirect(draft)
        messages.success(request, _("Tersimpan. Lanjutkan kapan saja, di perangkat ini atau yang lain."))
        return redirect("drafts:list")

    def _unfit(self):
        said = _("Isian ini tidak dapat disimpan di sini. Kembali ke formulirnya, lalu kirim dari sana.")
        if wants_json(self.request):
            return JsonResponse({"state": "wrong", "errors": [["", "", said]]}, status=422)
        messages.error(self.request, said)
        return redirect("drafts:list")

    def _both(self, draft):
        if wants_json(self.request):
            told = {"version": draft.version, "at": draft.saved_at.isoformat(), "device": draft.device}
            return JsonResponse({"state": "conflict", **told}, status=409)
        here = typed_in(self.request)
        told = [_as_told(fields) for fields in (draft.fields, here["fields"])]
        labels = {name: drafts.field_label(draft.path, name) for name in {**told[0], **told[1]}}
        rows = [row for row in side_by_side(*told, labels) if row[1] != row[2]]
        typed = [(name, [text] if isinstance(text, str) else text) for name, text in here["fields"].items()]
        context = {"draft": draft, "here": here, "both": rows, "typed": typed}
        return render(self.request, "accounts/draft_conflict.html", context, status=409)


UNTOLD = ("version", "seen")  # of the record behind the form, not typed by anyone


def _as_told(fields):
    texts = {name: text if isinstance(text, str) else ", ".join(text) for name, text in fields.items()}
    return {name: text for name, text in texts.items() if name not in UNTOLD}


def typed_in(request: HttpRequest) -> dict:
    """As `drafts.keep` takes it; ValueError when it is no such form."""
    typed = {name: values for name, values in request.POST.lists() if name not in (*HIDDEN, "tetap", "simpan_dulu")}
    fields = {name: values if len(values) > 1 else values[0] for name, values in typed.items()}
    path, version = request.POST.get("draft_path", ""), request.POST.get("draft_version", "")
    writer = request.POST.get("draft_writer", "")
    if len(path) > 200 or sum(len(name) + len(str(text)) for name, text in fields.items()) > MOST_BYTES:
        raise ValueError("too long")
    return {
        "path": path,
        "key": uuid.UUID(request.POST.get("key", "")),
        "fields": fields,
        "version": int(version) if version.isascii() and version.isdigit() and len(version) < 7 else 0,
        "writer": uuid.UUID(writer) if writer else None,
    }


class ThrowAway(Guarded, View):
    """Ends one's own draft."""

    http_method_names = ["post"]
    permission = Permission.DESK_OPEN

    def post(self, request, key):
        if not drafts.end(request.user, key):
            raise Http404
        if wants_json(request):
            return JsonResponse({"state": "gone"})
        messages.success(request, _("Isian dibuang."))
        return redirect("drafts:list")
