"""What a form changes in a record, as {field: [before, after]} for the history."""

from typing import Any

from django.db import models

from registrations.people.nik import masked

NUMBERS = ("nik", "kk_number", "phone", "lodging_phone", "responsible_phone", "owner_phone")


def apply(record: models.Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """Sets what differs and says what it was."""
    changed = {}
    for field, value in values.items():
        old = getattr(record, field)
        if (old or "") != (value or ""):
            changed[field] = [str(old or ""), str(value or "")]
            record.set_nik(value) if field == "nik" else setattr(record, field, value)
    return changed


def for_history(changed: dict[str, list[str]]) -> dict[str, list[str]]:
    """The history says that a number was corrected; the numbers themselves stay in their own sealed columns."""
    return {field: [masked(text) if field in NUMBERS else text for text in pair] for field, pair in changed.items()}
