"""The demo's villages keep their ledgers: full and empty houses, suggestions, and an owner's word to look at."""

import datetime

import pytest
from django.utils import timezone

from adat.villages.models import DuePayment, LevyReport, Tariff
from harmoni.seeding.demo import fill_demo
from registrations.residency.lodgings import suggested
from registrations.residency.models import Lodging, OwnerMonth, OwnerWord
from tests.cast import village

pytestmark = pytest.mark.django_db


def test_the_demo_shows_what_a_ledger_can_say():
    fill_demo(timezone.localdate())
    for path in ("510301/kuta/", "517101/intaran/"):
        houses = Lodging.objects.filter(customary_village__path=path)
        assert houses.crowded().exists()
        assert houses.empty().count() == 1
        assert suggested([village(path)])
        assert OwnerWord.objects.open().filter(month__lodging__customary_village__path=path).count() == 2
    this_month = timezone.localdate().replace(day=1)
    before = (this_month - datetime.timedelta(days=1)).replace(day=1)
    assert set(OwnerMonth.objects.values_list("month", flat=True)) == {before, this_month}
    assert OwnerMonth.objects.unanswered().filter(month=this_month).exists()
    assert sorted(Tariff.objects.in_force().values_list("amount", flat=True)) == [0, 20_000]
    assert (DuePayment.objects.filter(voided_at=None).count(), DuePayment.objects.count()) == (6, 7)
    assert set(LevyReport.objects.values_list("place", "status")) == {("5103", "received")}
