"""The period of a plan whose report is due: which days, and in which words, the rules say."""

from django.utils.translation import gettext_lazy as _

from harmoni.notices.models import Receiver
from harmoni.notices.sources import SOURCES, Source

PLAN_REPORT = "plan_report"
SOURCES[PLAN_REPORT] = Source(
    event=PLAN_REPORT,
    label=_("Laporan rencana aksi"),
    receivers=(Receiver.OFFICER,),
    facts=("periode", "tahun", "tanggal"),
)
