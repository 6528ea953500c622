"""Where a figure leads: to the list that it counts for who may see people there, to its definition for everybody else.

A figure is named by its breakdown and cell, as in the open data: `sex.L`, `arrivals.2026-05`, `total.overdue`.
"""

from dataclasses import dataclass

from django.urls import reverse

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.dashboard.telling import TOTAL
from harmoni.dashboard.viewpoint import Viewpoint

PREPARED = {"letters": "dashboard:letters", "expected": "dashboard:candidates", "arrived": "dashboard:candidates"}


@dataclass(frozen=True)
class Lists:
    """The lists that a person may open from a viewpoint; `rooms` is a list of the desk itself."""

    view: Viewpoint
    may: bool = False
    rooms: str = ""
    awaited: bool = False

    @classmethod
    def of(cls, view: Viewpoint, user: User) -> "Lists":
        if not view.stays_at:
            return cls(view, user.may_at(Permission.CANDIDATE_READ, view.path))
        rooms = [view.path] == user.places(Permission.STAY_READ)
        return cls(
            view,
            user.may_at(Permission.STAY_READ, view.path),
            rooms=reverse("lodgings:list") if rooms else "",
            awaited=view.is_village and [view.path] == user.places(Permission.ARRIVAL_EXPECT),
        )

    def url(self, breakdown: str, cell: str) -> str:
        """`` for what cannot be listed: of origins only who was prepared there, of a place only who stays there."""
        name, may = self._where(cell if breakdown == TOTAL else "")
        return f"{reverse(name, args=[self.view.code])}?angka={breakdown}.{cell}" if may and name else ""

    def _where(self, total):
        if not self.view.stays_at:
            return PREPARED.get(total, ""), self.may
        if total == "expected":
            return "dashboard:awaited", self.awaited
        return "" if total == "letters" else "dashboard:stays", self.may
