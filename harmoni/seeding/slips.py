"""A drawer with printed slips, some of them typed already."""

import random

from adat.villages.slips import A_PAGE, print_slips
from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage
from registrations.residency.models import Stay

TYPED = 3


def fill_slips(village: CustomaryVillage, by: User) -> None:
    choose = random.Random(f"demo/slips/{village.path}").choice  # noqa: S311 - the same numbers every time
    batch = print_slips(village=village, by=by, count=2 * A_PAGE, choose=choose)
    stays = Stay.objects.here().filter(customary_village=village).order_by("-arrived_on", "registration_number")[:TYPED]
    for slip, stay in zip(batch.slips.all(), stays, strict=False):
        slip.stay = stay
        slip.save(update_fields=["stay"])
