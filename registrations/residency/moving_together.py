"""Those of a family who have come are taken up with the person, at one address, or nobody is."""

from typing import Any

from django.db import transaction

from harmoni.accounts.models import User
from registrations.residency.models import Stay, Transfer
from registrations.residency.moving_family import coming_along
from registrations.residency.together import BESIDE, name_of, of_whom
from registrations.residency.transferring import accept_transfer


@transaction.atomic
def accept_together(*, transfer: Transfer, by: User, values: dict[str, Any]) -> Stay:
    """`values` as the form gives them, with a tick for each who came too. Raises MoveRefused or ValidationError."""
    lodging = {name: value for name, value in values.items() if not name.startswith(BESIDE)}
    arrival = {"on": lodging.pop("arrived_on"), "until": lodging.pop("planned_until"), **lodging}
    along = [other for other in coming_along(transfer) if values.get(name_of(other.stay))]
    new = accept_transfer(transfer=transfer, by=by, **arrival)
    for other in along:
        with of_whom(other.stay):
            accept_transfer(transfer=other, by=by, **arrival)
    return new
