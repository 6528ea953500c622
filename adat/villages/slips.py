"""Paper slips: numbered before anybody writes on them, so that the number is the key of what is typed later."""

import re
import secrets
import uuid
from collections.abc import Callable

from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse

from harmoni import cipher
from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.notices.outbox import post
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import Scoped
from registrations.people import numbers

MAKE = "villages.slips"
A_PAGE = 8
MOST = 200


class SlipBatch(Scoped):
    """Slips that one desa adat printed together; `content` is their PDF, once a worker has made it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customary_village = models.ForeignKey(CustomaryVillage, models.PROTECT, related_name="slip_batches")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("villages:slip_sheet", args=[self.pk])


class Slip(models.Model):
    """One slip; `stay` is what was typed from it, at most one however many officers hold the paper."""

    number = models.CharField(max_length=11, primary_key=True)
    batch = models.ForeignKey(SlipBatch, models.CASCADE, related_name="slips")
    stay = models.OneToOneField("residency.Stay", models.PROTECT, null=True, related_name="slip")

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.number

    @property
    def key(self) -> uuid.UUID:
        """The same for every officer and every phone; whoever knows the number cannot work it out."""
        return uuid.UUID(bytes=cipher.digest(self.number, use="slip")[:16], version=4)

    @property
    def check_path(self):
        return reverse("slip_check", args=[self.number])


class SlipTaken(Exception):
    """What stood on the slip was taken up long ago; carries the slip."""

    def __init__(self, slip: Slip):
        super().__init__(slip.number)
        self.slip = slip


def number_in(text: str) -> str:
    """A slip's number, typed or scanned with its address; '' when it is none."""
    found = re.search(r"(?:/cek/)?([^/]*)/?$", text.strip())
    return numbers.normalised(found[1], (numbers.SLIP,)) if found else ""


def slip_of(text: str, village: CustomaryVillage) -> Slip | None:
    """This village's slip of that number; other villages' are as unknown as invented ones."""
    here = Slip.objects.filter(batch__customary_village=village).select_related("stay")
    return here.filter(number=number_in(text) or "-").first()


@transaction.atomic
def print_slips(
    *, village: CustomaryVillage, by: User, count: int, choose: Callable[[str], str] = secrets.choice
) -> SlipBatch:
    """A batch of `count` new numbers, with its sheet on the way."""
    batch = SlipBatch.objects.create(customary_village=village, made_by=by)
    new = [numbers.new_number(numbers.SLIP, choose) for _ in range(count)]
    Slip.objects.bulk_create([Slip(number=number, batch=batch) for number in new])
    record_act("cetak_slip", by=by, subjects=[batch.pk], place=village.path, detail={"count": count})
    post(MAKE, f"{MAKE}/{batch.pk}", payload={"batch": str(batch.pk)})
    return batch


def take(slip: Slip) -> Slip:
    """The slip, held for this transaction; raises SlipTaken when a stay came from it already."""
    mine = Slip.objects.select_for_update().get(pk=slip.pk)
    if mine.stay_id:
        raise SlipTaken(mine)
    return mine
