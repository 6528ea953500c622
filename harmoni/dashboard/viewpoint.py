"""From where a person looks at the figures: at all who stay at a place of Bali, or who come from elsewhere.

A viewpoint's path is the territory's (51, 5103, 510305/kuta/); nothing outside it is ever counted into it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import GRANTS, Permission

BALI = "51"
UNKNOWN = "?"


class Side(StrEnum):
    STAY = "stay"
    ORIGIN = "origin"


PERMISSIONS = {Side.STAY: Permission.FIGURES_READ, Side.ORIGIN: Permission.FIGURES_BY_ORIGIN}


@dataclass(frozen=True, order=True)
class Viewpoint:
    side: Side
    path: str

    @property
    def key(self) -> str:
        return f"{self.side}:{self.path}"

    @property
    def code(self) -> str:
        """As it stands in the address of its page."""
        return self.path.strip("/")

    @property
    def is_wide(self) -> bool:
        """A kabupaten or more: wide enough for a zero to be told."""
        return self.path.isdigit() and len(self.path) <= 4

    @property
    def is_village(self) -> bool:
        return "/" in self.path

    @property
    def stays_at(self) -> bool:
        return self.side is Side.STAY

    @property
    def stay_level(self) -> int:
        """Digits of a cell by place of stay: one level beneath; seen from origins, the kabupaten of Bali."""
        return len(self.path) + 2 if self.stays_at else 4

    @property
    def origin_level(self) -> int:
        return 4 if self.stays_at else len(self.path) + 2

    def beneath(self, code: str) -> "Viewpoint | None":
        """The viewpoint of this address where it is this one or lies in it; by origin, no further than a kabupaten."""
        if "\0" in code:  # an address that Postgres could not even be asked for
            return None
        path = f"{code}/" if "/" in code else code
        inside = not self.is_village and path.startswith(self.path) and path[:6].rstrip("/").isdigit()
        if path == self.path or (inside and (self.stays_at or len(path) == 4)):
            return Viewpoint(self.side, path)
        return None

    def holds(self, code: str) -> bool:
        return self.beneath(code) is not None


def viewpoints(assignments: Iterable[Assignment]) -> Iterator[Viewpoint]:
    """Those of these assignments, in their order: places of Bali by stay, all others by origin, down to a kabupaten."""
    for assignment in assignments:
        side = Side.STAY if assignment.path.startswith(BALI) else Side.ORIGIN
        is_told = assignment.path and (side is Side.STAY or len(assignment.path) <= 4)
        if is_told and PERMISSIONS[side] in GRANTS[assignment.role]:
            yield Viewpoint(side, assignment.path)


def opened(user: User, code: str = "") -> Viewpoint | None:
    """The viewpoint of this address, if it lies in the person's own territory; without a code the first."""
    for own in viewpoints(user.current_assignments):
        if found := own.beneath(code or own.code):
            return found
    return None
