"""The demo shows every question of the stay clock."""

import pytest
from django.utils import timezone

from harmoni.seeding.demo import fill_demo
from registrations.residency.models import CorrectionRequest, Question, Stay, Transfer

pytestmark = pytest.mark.django_db


def test_both_villages_have_something_to_answer():
    fill_demo(timezone.localdate())
    for path in ("510301/kuta/", "517101/intaran/"):
        here = Stay.objects.filter(customary_village__path=path)
        waiting = {
            "answers": Question.objects.answered().filter(stay__in=here).count(),
            "coming": Transfer.objects.open().filter(village__path=path).count(),
            "requests": CorrectionRequest.objects.waiting().filter(stay__in=here).count(),
        }
        assert [name for name, count in waiting.items() if count == 0] == []
    assert Stay.objects.exclude(moved_from=None).count() == 1
    assert Stay.objects.settling().count() >= 1
    assert Stay.objects.filter(ended_as="moved", status="departed").count() == 1
