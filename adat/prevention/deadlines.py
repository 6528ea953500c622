"""Reports that are due in 14 or 3 days or today, as the rules say: one inbox row for each step, and no more.

The row's key carries plan, period and step; a run after days of absence writes only the latest step.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from adat.prevention import periods
from adat.prevention.models import ActionPlan, PlanReport
from adat.prevention.periods import Period
from adat.prevention.reminders import PLAN_REPORT
from adat.prevention.workflow import ReportStatus
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.notices.models import Notice, Rule
from harmoni.notices.word import send_word_of
from harmoni.notices.wording import current, filled

KIND = "prevention.report_due"


@transaction.atomic
def remind(today: datetime.date) -> int:
    """Writes the rows that this day calls for; returns how many were not there yet."""
    new = [row for row in _due(today) if not Notice.objects.filter(dedupe_key=row.dedupe_key).exists()]
    for row in new:
        Notice.objects.open().filter(dedupe_key__startswith=_stem(row.dedupe_key)).update(done_at=timezone.now())
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    send_word_of(new)
    return len(new)


def _due(today):
    plans = ActionPlan.objects.in_force().filter(year__in=[today.year, today.year - 1]).select_related("region")
    rules = {rule.step: rule for rule in Rule.objects.active().filter(event=PLAN_REPORT)}
    sent = set(PlanReport.objects.filter(status=ReportStatus.SENT).values_list("plan", "period"))
    for plan in plans:
        for period in Period:
            due = periods.due_on(plan.year, period)
            step = periods.step_of(due, today, rules)
            if step is not None and (plan.pk, period.value) not in sent:
                yield _row(plan, period, due, rules[step])


def _row(plan, period, due, rule):
    facts = {"periode": period.value, "tahun": str(plan.year), "tanggal": date_format(due, "j F Y")}
    return Notice(
        place=plan.place,
        permission=Permission.PLAN_WRITE,
        kind=KIND,
        title=filled(current(rule.wording, rule.language).subject, facts),
        record=plan.pk,
        path=plan.get_absolute_url(),
        due_on=due,
        dedupe_key=f"{KIND}/{plan.pk}/{period}/{rule.step}",
    )


def _stem(key):
    return key.rpartition("/")[0] + "/"


def settle(report: PlanReport, *, by: User) -> None:
    """The report has left: its open reminders are done."""
    mine = Notice.objects.open().filter(dedupe_key__startswith=f"{KIND}/{report.plan_id}/{report.period}/")
    mine.update(done_at=timezone.now(), done_by=by)
