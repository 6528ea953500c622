"""Several people are taken up from one sheet: the good rows become stays, the others stay with their sentences."""

from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.residency.arrival import AlreadyHere, Newcomer, record_arrivals
from registrations.residency.crew_links import settle
from registrations.residency.crew_papers import issue_crew_sheet
from registrations.residency.family import join
from registrations.residency.models import GroupSheet, Job, Stay
from registrations.residency.rows import FAMILY, PERSON, judge, notes_on

OF_FAMILY = tuple(name for name in FAMILY if name not in (*PERSON, "relation"))


def any_good(rows: list[dict[str, str]], shared: dict[str, str]) -> bool:
    return any(not judge(typed, shared)[1] for typed in rows)


@transaction.atomic
def save_rows(
    sheet: GroupSheet,
    *,
    by: User,
    shared: dict[str, str],
    rows: list[dict[str, str]],
    seen: int,
    work: dict[str, Any] | None = None,
) -> int:
    """Takes up every good row at once; returns how many. `work`: what the jobs of a crew are said to be.

    The rows that were waiting are replaced by `rows`; those that became stays before remain. `seen`: how many had
    become stays when the form was opened. Raises MoveRefused when somebody else was quicker, or the list was declined.
    """
    sheet = GroupSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.state == GroupSheet.State.DECLINED or len(sheet.stays) != seen:
        raise MoveRefused(_("Lembar ini sudah berubah. Yang tersimpan tampak di bawah; periksa baris yang tersisa."))
    done = [row for row in sheet.content["rows"] if row["stay"]]
    judged = [(typed, *judge(typed, shared)) for typed in rows]
    good = [(typed, form) for typed, form, faults in judged if not faults]
    newcomers = [Newcomer(form.person_values(), form.stay_values()) for _typed, form in good]
    came = record_arrivals(by=by, village=sheet.customary_village, newcomers=newcomers)
    bad = [{"typed": typed, "faults": faults, "notes": [], "stay": ""} for typed, _form, faults in judged if faults]
    for (typed, form), stay in zip(good, came, strict=True):
        if isinstance(stay, AlreadyHere):
            bad.append({"typed": typed, "faults": {"nik": _here(stay.stay)}, "notes": [], "stay": ""})
            continue
        done.append({"typed": {}, "faults": {}, "notes": notes_on(form), "stay": str(stay.pk)})
        _beside(sheet, stay, typed, by)
    new = [stay for stay in came if isinstance(stay, Stay)]
    _finish(sheet, new, work, shared, [*done, *bad], by)
    return len(new)


def _here(stay):
    said = _("Sudah tercatat tinggal di sini sampai %(until)s (%(number)s). Perpanjang di catatannya.")
    return said % {"until": date_format(stay.planned_until, "j F Y"), "number": stay.registration_number}


def _beside(sheet, stay, typed, by):
    if sheet.head:
        child = {name: typed.get(name, "") for name in OF_FAMILY}
        join(head=sheet.head, stay=stay, relation=typed.get("relation", ""), by=by, child=child)


def _finish(sheet, new, work, shared, rows, by):
    if work and new:
        Job.objects.filter(stay__in=new).update(employer=sheet.employer, site=sheet.site, **work)
    sheet.state = GroupSheet.State.OPEN
    sheet.write(shared=shared, rows=rows)
    sheet.emptied = False  # a row that waits anew is forgotten in its turn
    sheet.save(update_fields=["state", "sealed", "emptied"])
    if new:
        subjects = [sheet.pk, *(stay.pk for stay in new)]
        record_act("catat_bersama", by=by, subjects=subjects, place=sheet.place, detail={"people": len(new)})
    if sheet.employer and new:
        issue_crew_sheet(sheet)
    if sheet.link_id:
        settle(sheet, by=by)
