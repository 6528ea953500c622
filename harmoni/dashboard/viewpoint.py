"""From where a person looks at the figures: at all who stay at a place of Bali, or who come from elsewhere.

A viewpoint's path is the territory's (51, 5103, 510305/kuta/); nothing outside it is ever counted into it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import GRANTS, Permission
from harmoni.regions.models import Region

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

    def holds(self, code: str) -> bool:
        """Whether a page of this place may be opened from here: itself, or a kabupaten beneath."""
        return code == self.code or (self.is_wide and code.isdigit() and len(code) == 4 and code.startswith(self.path))


def cell(path: str, digits: int) -> str:
    """The place of this many digits that holds the path; `?` where the path says less than that."""
    code = path.partition("/")[0]
    return code[:digits] if len(code) >= digits else UNKNOWN


def viewpoints(assignments: Iterable[Assignment]) -> Iterator[Viewpoint]:
    """Those of these assignments, in their order: places of Bali by stay, all others by origin."""
    for assignment in assignments:
        side = Side.STAY if assignment.path.startswith(BALI) else Side.ORIGIN
        if assignment.path and PERMISSIONS[side] in GRANTS[assignment.role]:
            yield Viewpoint(side, assignment.path)


def opened(user: User, code: str = "") -> Viewpoint | None:
    """The viewpoint of this address, if it lies in the person's own territory; without a code the first."""
    for own in viewpoints(user.current_assignments):
        if not code or own.holds(code):
            return Viewpoint(own.side, own.path if code in ("", own.code) else code)
    return None


def every() -> list[Viewpoint]:
    """All that anyone may open today: of assignments, and the kabupaten of their provinces; Bali always."""
    assigned = Assignment.objects.current().select_related("region", "customary_village")
    found = {Viewpoint(Side.STAY, BALI), *viewpoints(assigned)}
    provinces = {view.path: view.side for view in found if len(view.path) == 2}
    regencies = Region.objects.filter(parent__in=provinces, retired=False).values_list("code", flat=True)
    return sorted(found | {Viewpoint(provinces[code[:2]], code) for code in regencies})
