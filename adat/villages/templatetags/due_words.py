"""Money, and where a report stands, as the office would say it."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from adat.villages import dues
from adat.villages.models import ReportStatus

register = template.Library()


@register.filter
def rupiah(amount):
    """`Rp 25.000`, `nol rupiah`; half a rupiah of a median is rounded."""
    return dues.rupiah(round(amount))


@register.filter
def report_style(report):
    if report.status == ReportStatus.ANSWERED:
        return "ok"
    return "late" if report.due_on < timezone.localdate() else "wait"


@register.filter
def report_facts(report):
    """[(label, value)] of what was written beside the story."""
    return [
        (_("Yang memungut"), report.get_collector_display()),
        (_("Jumlah"), rupiah(report.amount) if report.amount is not None else ""),
        (_("Kapan"), report.happened_on and date_format(report.happened_on, "j F Y")),
        (_("Bukti"), report.evidence),
        (_("Cara menghubungi"), report.contact),
    ]
