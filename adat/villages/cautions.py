"""What an officer should know before saving a checked sheet: notes that may be passed, never faults."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adat.villages.checking import cell_of
from adat.villages.columns import label_of
from adat.villages.fault_sheet import shown
from adat.villages.judging import Judge
from adat.villages.models import Sheet

MOST = 50


def before_saving(sheet: Sheet) -> dict[str, Any]:
    """`cautions` about the whole sheet, `doubts` about the first rows, and how many `more_doubts` there are."""
    rows = sheet.rows.doubtful().select_related("sheet").defer("sheet__content")
    shown_rows = list(rows[:MOST])
    verdicts = Judge().all([row.values for row in shown_rows])
    doubts = [(row.number, doubts_of(row, verdict)) for row, verdict in zip(shown_rows, verdicts, strict=True)]
    return {"cautions": _about(sheet), "doubts": doubts, "more_doubts": max(rows.count() - MOST, 0)}


def doubts_of(row, verdict):
    """What the desk's own form says of this row's NIK, told anew from the sealed values: no sentence lies open."""
    seen = {"cell": cell_of(row, "nik"), "label": label_of("nik"), "shown": shown("nik", row.values.get("nik"))}
    return [seen | {"why": why} for why in verdict.cautions] if not verdict.faults else []


def _about(sheet):
    earlier = sheet.saved_earlier()
    if earlier is None:
        return []
    day = date_format(timezone.localtime(earlier.saved_at), "j F Y")
    return [_("Lembar yang sama sudah disimpan pada %(day)s oleh %(who)s.") % {"day": day, "who": earlier.saved_by}]
