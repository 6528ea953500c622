"""A status moves only along its table, and every move leaves an event in the same transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from harmoni.history.models import Event
from harmoni.history.record import record_act


class MoveRefused(Exception):
    """The move is not open from this status or to this person, or its reason is missing."""


@dataclass(frozen=True)
class Move:
    """One row of the table: from where, to where, who may, what the button says."""

    sources: frozenset
    target: str | None  # None: the status stays what it was
    permission: str
    label: Any = ""
    needs_reason: bool = False


class Workflow(models.Model):
    """`moves` is the table. `subjects` and `place` say whom and where the event concerns.

    `seals_reason`: even the reason would tell, so it lies in the sealed detail.
    """

    moves: dict[str, Move] = {}
    seals_reason = False

    class Meta:
        abstract = True

    def open_moves(self, user) -> dict[str, Move]:
        """The verbs that this person may use now, for the buttons and for `move` alike."""
        return {
            verb: move for verb, move in self.moves.items() if self.status in move.sources and self.allows(user, move)
        }

    def allows(self, user: Any, move: Move) -> bool:
        """Whether this person may; a record between two offices, or one that wants two persons, says more."""
        return user.may_at(move.permission, self.place)

    @transaction.atomic
    def move(self, verb: str, *, by: Any, reason: str = "", detail: dict | None = None, **values: Any) -> Event:
        """Obeys the table on the locked row, sets `values` with the status; raises MoveRefused."""
        locked = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        move = self.moves[verb]
        if verb not in locked.open_moves(by):
            raise MoveRefused(_("Langkah ini tidak terbuka lagi untuk catatan ini. Muat ulang halamannya."))
        if move.needs_reason and not reason.strip():
            raise MoveRefused(_("Tuliskan alasannya."))
        before, self.status = locked.status, move.target or locked.status
        for field, value in values.items():
            setattr(self, field, value)
        self.save(update_fields=["status", *values])
        if self.seals_reason and reason:
            detail, reason = (detail or {}) | {"reason": reason}, ""
        return record_act(
            verb,
            by=by,
            subjects=self.subjects,
            place=self.place,
            before=before,
            after=self.status,
            reason=reason,
            detail=detail,
        )
