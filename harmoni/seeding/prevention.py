"""The demo's books of prevention: a year's plan with its results, and the reports of the periods that have passed."""

import datetime
from collections.abc import Mapping

from adat.prevention import planning, reporting
from adat.prevention.models import ActionPlan, Milestone
from adat.prevention.periods import Period, last_day
from harmoni.accounts.models import User
from harmoni.regions.models import Region

BALI = "51"
ACTIONS = (  # phase, what, measure, unit, owner, partners, targets, results of the periods that have passed
    (
        *("prevention", "Dialog warga dan perantau di kecamatan padat pendatang", "Dialog yang terselenggara"),
        *("dialog", "Badan Kesbangpol Provinsi Bali", "FPK, MDA, IKB Flobamora, kecamatan", (4, 5, 5), (4, 3, 2)),
    ),
    (
        *("prevention", "Rapat deteksi dini FKDM dan Sipandu Beradat", "Rapat dengan tindak lanjut tertulis"),
        *("rapat", "FKDM Provinsi Bali", "Polda, Korem, Kejati, MDA", (4, 4, 4), (4, 4, 3)),
    ),
    (
        *("prevention", "Kampanye hidup rukun bersama dua provinsi", "Kegiatan bersama"),
        *("kegiatan", "Diskominfo Provinsi Bali", "Badan Penghubung NTT, paguyuban", (1, 2, 2), (1, 2, 1)),
    ),
    (
        *("stopping", "Latihan penanganan cepat di tingkat kabupaten", "Kabupaten/kota yang berlatih"),
        *("kabupaten/kota", "Satpol PP Provinsi Bali", "Polres, Kodim, Kesbangpol kabupaten", (0, 3, 3), (0, 2, 1)),
    ),
    (
        *("recovery", "Pertemuan pemulihan setelah perselisihan antarwarga", "Pertemuan dengan kesepakatan tertulis"),
        *("pertemuan", "Badan Kesbangpol Provinsi Bali", "Bale Kertha Adhyaksa, MDA", (1, 1, 1), (1, 1, 0)),
    ),
)
SUMMARY = "Dialog dan rapat deteksi dini berjalan di semua kecamatan sasaran; tidak ada perselisihan yang meluas."
OBSTACLES = "Sebagian dialog mundur karena hari raya; dijadwalkan lagi pada periode berikutnya."


def fill_prevention(known: Mapping[str, User], today: datetime.date) -> None:
    writer, approver = known["kesbangpol.bali"], known["kepala.kesbangpol"]
    _write_reports(_plan(writer, approver, today), writer, approver, today)


def _plan(writer, approver, today) -> ActionPlan:
    """Of this year, or of the last as long as no period of this year has passed."""
    year = today.year if today.month > 4 else today.year - 1
    plan = planning.open_plan(region=Region.objects.get(code=BALI), year=year, by=writer)
    for *words, targets, _results in ACTIONS:
        named = dict(zip(planning.WORDS, [words[0], words[1], words[2], words[3], words[4], words[5]], strict=True))
        aims = {f"target_{period.lower()}": target for period, target in zip(Period, targets, strict=True)}
        planning.put_action(plan=plan, by=writer, values=named | aims)
    planning.propose_plan(plan=plan, by=writer)
    planning.decide_plan(plan=plan, by=approver, verb="setujui-rencana")
    return plan


def _write_reports(plan, writer, approver, today):
    """The reports of what has passed are sent, but for the last; what runs has some results already."""
    passed = [period for period in Period if last_day(plan.year, period) < today]
    for at, period in enumerate(Period):
        if at <= len(passed):
            _note(plan, period, at, writer)
        if period in passed:
            report = reporting.write_report(plan=plan, period=period, by=writer)
            reporting.put_words(report=report, by=writer, summary=SUMMARY, obstacles=OBSTACLES)
            reporting.propose_report(report=report, by=writer)
            if period != passed[-1] or len(passed) == 1:
                reporting.approve_report(report=report, by=approver)
                reporting.send_report(report=report, by=writer)


def _note(plan, period, at, writer):
    mine = Milestone.objects.filter(action__plan=plan, period=period, target__isnull=False).select_related("action")
    for one in mine.order_by("action__number"):
        done = ACTIONS[one.action.number - 1][-1][at]
        planning.note_result(milestone=one, by=writer, done=done, note=f"{done} {one.action.unit} terlaksana.")
