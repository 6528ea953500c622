"""What each move asks for, and the verb that does it: screens call `act`."""

from typing import Any

from django.utils.translation import gettext as _

from adat.prevention import planning, reporting
from adat.prevention.models import PlanReport
from harmoni.accounts.models import User
from harmoni.history.workflow import Workflow
from registrations.people.forms import ReasonForm

PLAN_FORMS: dict[str, Any] = {
    "ajukan-rencana": None,
    "setujui-rencana": None,
    "kembalikan-rencana": ReasonForm,
    "ubah-rencana": ReasonForm,
}
REPORT_FORMS: dict[str, Any] = {
    "ajukan-laporan": None,
    "setujui-laporan": None,
    "kembalikan-laporan": ReasonForm,
    "kirim-laporan": None,
    "ganti-laporan": ReasonForm,
}


def act(verb: str, record: Workflow, *, by: User, reason: str) -> str:
    """Does the move and says what happened. Raises MoveRefused."""
    return ACTS[verb](record, by, reason)


def _propose_plan(plan, by, reason):
    planning.propose_plan(plan=plan, by=by)
    return _("Diajukan. Orang lain di kantor Anda yang menyetujui.")


def _approve_plan(plan, by, reason):
    planning.decide_plan(plan=plan, by=by, verb="setujui-rencana")
    return _("Rencana berlaku. Hasilnya sekarang dapat dicatat.")


def _return_plan(plan, by, reason):
    planning.decide_plan(plan=plan, by=by, verb="kembalikan-rencana", reason=reason)
    return _("Dikembalikan dengan alasan Anda.")


def _reopen_plan(plan, by, reason):
    planning.reopen_plan(plan=plan, by=by, reason=reason)
    return _("Rencana dibuka untuk diubah; sesudahnya disetujui lagi. Laporan yang sudah disetujui tidak berubah.")


def _propose_report(report, by, reason):
    reporting.propose_report(report=report, by=by)
    return _("Diajukan. Orang lain di kantor Anda yang menyetujui.")


def _approve_report(report, by, reason):
    reporting.approve_report(report=report, by=by)
    return _("Disetujui dan dibekukan. Unduh, kirim lewat saluran dinas, lalu catat terkirim.")


def _return_report(report, by, reason):
    reporting.send_back(report=report, by=by, reason=reason)
    return _("Dikembalikan dengan alasan Anda.")


def _send_report(report, by, reason):
    reporting.send_report(report=report, by=by)
    return _("Tercatat terkirim. Pengingatnya selesai.")


def _replace_report(report: PlanReport, by, reason):
    reporting.write_report(plan=report.plan, period=report.period, by=by, reason=reason)
    return _("Versi baru dibuka. Versi yang lama tetap berlaku sampai yang baru disetujui.")


ACTS = {
    "ajukan-rencana": _propose_plan,
    "setujui-rencana": _approve_plan,
    "kembalikan-rencana": _return_plan,
    "ubah-rencana": _reopen_plan,
    "ajukan-laporan": _propose_report,
    "setujui-laporan": _approve_report,
    "kembalikan-laporan": _return_report,
    "kirim-laporan": _send_report,
    "ganti-laporan": _replace_report,
}
