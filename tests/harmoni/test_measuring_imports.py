"""The bench's two ways of taking up one sheet both take up all of it."""

import pytest

from harmoni.measuring import imports
from registrations.residency.models import Stay

pytestmark = pytest.mark.django_db


def test_both_take_up_every_row_under_the_same_rules(petugas_kuta, kuta):
    found = imports.compare(30, by=petugas_kuta, village=kuta)
    assert Stay.objects.count() == 60
    assert found.ratio == found.theirs / found.ours
    assert "django-import-export" in str(found)
    said = {name: set(Stay.objects.values_list(name, flat=True)) for name in imports.OF_STAY}
    assert {name: len(values) for name, values in said.items()} == dict.fromkeys(said, 1) | {"address": 60}


def test_a_row_that_breaks_a_rule_stops_the_other_too(petugas_kuta, kuta, monkeypatch):
    monkeypatch.setattr(imports, "DISTRICTS", ("0000",) * 4)  # a place that is none
    content = imports._workbook(imports.rows(2, 0))
    with pytest.raises(RuntimeError, match="the other import failed"):
        imports.take_up_otherwise(content, 2, by=petugas_kuta, village=kuta)
