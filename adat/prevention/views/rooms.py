"""What the pages of prevention share: a form that counts once, a list with its columns, and the moves of a record."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from adat.prevention.moves import act
from adat.prevention.templatetags.prevention_words import ROOMS
from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import GRANTS, Permission
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import Region
from registrations.certification.views.moving import Moves
from registrations.people.lists import QueueList


def offices_of(user, permission: Permission) -> list[Region]:
    """The provinces and regencies whose own office this person works in with this right; the oldest first."""
    granting = [a.region for a in user.current_assignments if a.region_id and permission in GRANTS[a.role]]
    return list(dict.fromkeys(region for region in granting if region.level <= Region.Level.REGENCY))


class Home(Guarded, View):
    """The first of the rooms that this person may enter."""

    permission = Permission.PREVENTION_READ
    permissions = (Permission.WARNING_SEND, Permission.COMMUNITY_READ)

    def get(self, request):
        return redirect(next(name for name, _label, right in ROOMS if request.user.may(right)))


class Entry(Guarded, FormView):
    """A form with its key. A page says `title`, `back`, `button`, and what `save(form)` does: a path."""

    template_name = "prevention/form.html"
    title: Any = ""
    lead: Any = ""
    button: Any = _("Simpan")
    said: Any = _("Tersimpan.")
    model: Any = None
    form_class: Any = None

    @cached_property
    def record(self):
        """The record it is about, where there is one, in the territory of this right."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        self.checked()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.checked()
        return super().post(request, *args, **kwargs)

    def checked(self):
        if "pk" in self.kwargs:
            self.record  # noqa: B018 - a foreign one is a 404 before anything is read

    def get_initial(self):
        return {"key": new_key(), **self.known(), **take_held(self.request)}

    def known(self):
        return {}

    def form_valid(self, form):
        labels = {name: field.label for name, field in form.fields.items()}
        try:
            return answer_once(self.request, lambda: self._saved(form), labels=labels)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)

    def _saved(self, form):
        path = self.save(form)
        messages.success(self.request, self.said)
        return path

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        words = {"title": self.title, "lead": self.lead, "button": self.button, "back": self.back()}
        return super().get_context_data(**{**words, **kwargs})


class RowList(Guarded, QueueList):
    """A queue as rows: `columns` are (label, what it says of a row); the first leads to the record."""

    template_name = "prevention/list.html"
    title: Any = ""
    lead: Any = ""
    empty: Any = ""
    empty_text: Any = ""
    icon = "inbox"
    columns: tuple = ()
    rows_name = "rows"

    def saw(self, rows):
        (_label, head), *others = self.columns
        return [{"record": row, "head": head(row), "cells": [(label, of(row)) for label, of in others]} for row in rows]

    def actions(self):
        """[(url, label)] beside the title."""
        return []

    def get_context_data(self, **kwargs):
        words = {name: getattr(self, name) for name in ("title", "lead", "empty", "empty_text", "icon")}
        labels = [label for label, _of in self.columns]
        return super().get_context_data(**words, labels=labels, actions=self.actions(), **kwargs)


class RecordMoves(Moves):
    """`POST <record>/<verb>/`, by the tables of this book."""

    def _act(self, verb, record, reason):
        messages.success(self.request, act(verb, record, by=self.request.user, reason=reason))
        return self.answer_to(record)


class Act:
    """One plain button on one record, once for its key; back to the record."""

    def get(self, request, *args, **kwargs):
        return redirect(self.get_object())

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        try:
            return answer_once(request, lambda: self.act(record))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(record)
