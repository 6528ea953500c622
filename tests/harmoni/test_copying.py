"""Rows made quickly are the rows that the model itself makes."""

import pytest
from django.apps import apps

from harmoni.copying import fresh

OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ("harmoni", "registrations", "adat")]


def shown(value):
    """A default that is made anew for each row is told by its kind, an expression of the database by its words."""
    return value if isinstance(value, (str, bool, int, type(None))) else type(value)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_fresh_row_holds_what_the_model_gives_it(model):
    quick, slow = fresh(model), model()
    assert quick._state.adding
    made = {field.attname for field in model._meta.concrete_fields if callable(field.default)}
    told = [
        {name: type(value) if name in made else shown(value) for name, value in vars(row).items() if name != "_state"}
        for row in (quick, slow)
    ]
    assert told[0] == told[1]


def test_a_relation_is_given_as_its_object_or_as_nothing(petugas_kuta, kuta):
    stay_of = apps.get_model("residency.Stay")
    stay = fresh(stay_of, customary_village=kuta, registered_by=petugas_kuta, candidate=None, address="Jalan Raya 1")
    assert (stay.customary_village_id, stay.registered_by_id, stay.candidate_id) == (kuta.pk, petugas_kuta.pk, None)
    assert (stay.customary_village, stay.registered_by, stay.candidate) == (kuta, petugas_kuta, None)
    assert stay.address == "Jalan Raya 1"
