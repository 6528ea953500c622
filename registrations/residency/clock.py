"""The one question at the end of a term, as a card with one button: how long still, or gone home."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.accounts.opening import new_key
from registrations.residency.models import Stay, a_year_after, months_after

HALF_A_YEAR = 6  # months
SOON = 60  # days; before that the card is there, but does not ask


def half_a_year_after(day: datetime.date) -> datetime.date:
    return months_after(day, HALF_A_YEAR)


def next_end(stay: Stay) -> datetime.date | None:
    """Half a year on, a year from today at most; None where the stay is planned for that long already."""
    today = timezone.localdate()
    until = min(half_a_year_after(max(today, stay.planned_until)), a_year_after(today))
    return until if until > stay.planned_until else None


@dataclass(frozen=True)
class Card:
    """What the card of a stay offers; each button has its own key."""

    stay: Stay
    renew_key: str = field(default_factory=new_key)
    depart_key: str = field(default_factory=new_key)

    @property
    def until(self):
        return next_end(self.stay)

    @property
    def months(self):
        """Whether the term is the half year that the button may name."""
        return self.until == half_a_year_after(max(timezone.localdate(), self.stay.planned_until))

    @property
    def is_near(self):
        """Whether it is time to ask: the term or the year ends soon, or has ended."""
        return self.stay.days_left <= SOON or self.stay.is_over_a_year

    @property
    def asks_year(self):
        """Whether renewing goes beyond the year: then it is also the answer that the person means to go home."""
        crosses = bool(self.until) and self.until > self.stay.year_ends
        return self.is_near and crosses and not self.stay.settling_since

    @property
    def today(self):
        return timezone.localdate()


def card_of(stay: Stay, user: User) -> Card | None:
    """None for whoever may not renew, and for a stay that has ended."""
    return Card(stay) if "perpanjang" in stay.open_moves(user) else None
