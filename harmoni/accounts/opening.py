"""A form that creates something is opened with a key and counts once: the desk's, the import's and every other."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from harmoni.accounts import drafts
from harmoni.history.once import Conflict, Foreign, once

HIDDEN = ("csrfmiddlewaretoken", "key", "cautions_seen", "written_at", "sent_at", *drafts.ABOUT)


def new_key() -> str:
    return str(uuid.uuid4())


def answer_once(request, act, *, labels: dict[str, Any] | None = None, paper: uuid.UUID | None = None):
    """Redirects to the answer of `act`, done once for the posted key; 409 with both bodies when they differ.

    `paper`: the key that stands on a paper, which several officers may hold, in place of the form's own.
    """
    body = {name: value for name, value in request.POST.items() if name not in HIDDEN}
    try:
        opened = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        opened = uuid.uuid4()
    key = paper or opened
    try:
        answer = once(key, actor=request.user, route=request.path[:80], body=body, act=act, shared=bool(paper))
    except Foreign as foreign:
        raise Http404 from foreign
    except Conflict as conflict:
        both = side_by_side(conflict.earlier.fields, body, labels or {})
        return TemplateResponse(request, "409.html", {"both": both, "answer": conflict.earlier.answer}, status=409)
    drafts.end(request.user, opened)
    return redirect(answer)


def side_by_side(earlier: Mapping[str, str], now: Mapping[str, str], labels: Mapping[str, Any]) -> list[tuple]:
    """Rows of (what a field is called, earlier, now), those that say nothing in both left out."""
    names = [name for name in {**earlier, **now} if earlier.get(name, "") or now.get(name, "")]
    return [(labels.get(name, name), _masked(earlier.get(name, "")), _masked(now.get(name, ""))) for name in names]


def _masked(text):
    """A long number shows its last two digits, here as everywhere."""
    digits = sum(sign.isdigit() for sign in text)
    return f"••••{text[-2:]}" if digits >= 10 and digits > len(text) / 2 else text
