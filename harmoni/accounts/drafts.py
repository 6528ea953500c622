"""A form that was begun goes on where its writer is: on this phone, or tomorrow on a laptop.

A page takes part by the word `draft_label` on its view; it finds what was typed by `take_held`, and `answer_once` ends
the draft when the form with its key is sent.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import Draft, User

ABOUT = ("draft_path", "draft_version", "draft_writer")  # sent along with a form, and no part of it
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac": "Mac",
    "Linux": "Linux",
}


class Overtaken(Exception):
    """Another device has written since; carries the draft as it stands there."""

    def __init__(self, draft: Draft):
        super().__init__(str(draft.key))
        self.draft = draft


@transaction.atomic
def keep(
    *,
    user: User,
    path: str,
    key: uuid.UUID,
    fields: Mapping[str, Any],
    version: int,
    writer: uuid.UUID | None = None,
    device: str = "",
) -> Draft:
    """The draft with what was typed; `version` is the one that the writer has seen (0: none).

    Raises Overtaken when a newer one stands there with other words, LookupError when no form that is kept is at `path`.
    """
    name = name_of(path)
    mine = {"user": user, "form": name, "key": key}
    draft = Draft.objects.select_for_update().filter(**mine).first() or Draft(**mine)
    own = writer is not None and draft.writer == writer
    if draft.version != version and not own and draft.version and _written(draft.fields) != _written(fields):
        raise Overtaken(draft)
    draft.version += 1
    draft.path, draft.writer, draft.device, draft.saved_at = path, writer, device, timezone.now()
    draft.write(fields)
    draft.save()
    _make_room(user)
    return draft


def _written(fields):
    return {name: text for name, text in fields.items() if text}


def _make_room(user):
    late = Draft.objects.filter(user=user).order_by("-saved_at").values("pk")[Draft.MOST :]
    Draft.objects.filter(pk__in=list(late.values_list("pk", flat=True))).delete()


def continued(request: HttpRequest, path: str) -> Draft | None:
    """One's own draft of this very page that the address asks for (`?lanjut=`)."""
    try:
        key = uuid.UUID(request.GET.get("lanjut", ""))
    except ValueError:
        return None
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    return Draft.objects.unfinished(request.user).filter(path=path, key=key).first()


def end(user: User, key: uuid.UUID) -> int:
    """The form was sent, or its writer throws it away; returns how many there were."""
    return Draft.objects.filter(user=user, key=key).delete()[0]


def forget(before: datetime.datetime) -> int:
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def _page(path):
    """The view at this path, if what is typed there is kept; LookupError."""
    try:
        match = resolve(path)
    except Resolver404 as nowhere:
        raise LookupError(path) from nowhere
    view = getattr(match.func, "view_class", None)
    if not getattr(view, "draft_label", ""):
        raise LookupError(path)
    return match.view_name, view


def name_of(path: str) -> str:
    """The name of the form at this path; LookupError when what is typed there is not kept."""
    return _page(path)[0]


def label_of(path: str) -> str:
    """What the form is called on the screen."""
    try:
        return _page(path)[1].draft_label
    except LookupError:
        return _("Isian")


def field_label(path: str, name: str) -> str:
    """What a field is called there: `draft_words` of the view, the label in its form, or the bare name."""
    view = _page(path)[1]
    if hasattr(view, "draft_words"):
        return view.draft_words(name)
    field = view.form_class.base_fields.get(name)
    return field.label if field else name


def device_of(request: HttpRequest) -> str:
    """Browser and system, in words by which a person tells a phone from a laptop."""
    said = request.headers.get("User-Agent", "")
    browser = next((word for sign, word in BROWSERS.items() if f"{sign}/" in said), "")
    system = next((word for sign, word in SYSTEMS.items() if sign in said), "")
    if browser and system:
        return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}
    return browser or system
