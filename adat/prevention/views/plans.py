"""The plan of an office: its actions, what they reached, and its reports as page, PDF and workbook."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from adat.prevention import papers, planning, reporting
from adat.prevention.forms import ActionForm, PlanForm, ReportForm, ResultForm
from adat.prevention.models import ActionPlan, Evidence, Milestone, Phase, PlannedAction, PlanReport
from adat.prevention.moves import PLAN_FORMS, REPORT_FORMS
from adat.prevention.periods import Period, due_on
from adat.prevention.queues import PLANS, REPORTS
from adat.prevention.views.rooms import Act, Entry, RecordMoves, RowList, offices_of
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import new_key
from harmoni.accounts.roles import Permission
from harmoni.history.models import Event
from harmoni.letters.engine import LetterError
from registrations.certification.scans import PDF
from registrations.certification.views.moving import offered
from registrations.people.words import told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEAD = gettext_lazy("Rencana Aksi Terpadu, Permendagri 42/2015: dilaporkan pada B04, B08, dan B12.")


class Plans(Guarded):
    model = ActionPlan
    permission = Permission.PREVENTION_READ

    def get_queryset(self):
        return super().get_queryset().select_related("region", "written_by", "proposed_by", "decided_by")


class PlanList(Plans, RowList):
    queues = PLANS
    title, lead, icon = gettext_lazy("Rencana aksi"), LEAD, "journal-check"
    empty = gettext_lazy("Belum ada rencana aksi")
    columns = (
        (gettext_lazy("Rencana"), lambda plan: f"{plan.region} {plan.year}"),
        (gettext_lazy("Revisi"), lambda plan: plan.revision),
        (gettext_lazy("Keadaan"), lambda plan: plan.get_status_display()),
    )

    def actions(self):
        may = offices_of(self.request.user, Permission.PLAN_WRITE)
        return [(reverse("prevention:plan_new"), _("Susun rencana"))] if may else []


class NewPlan(Entry):
    permission = Permission.PLAN_WRITE
    form_class = PlanForm
    title, lead, button = gettext_lazy("Susun rencana aksi"), LEAD, gettext_lazy("Buka rencana")
    said = gettext_lazy("Rencana dibuka. Sekarang isi aksinya.")

    def back(self):
        return reverse_lazy("prevention:plans"), _("Rencana aksi")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offices": offices_of(self.request.user, self.permission)}

    def save(self, form):
        return planning.open_plan(by=self.request.user, **form.values()).get_absolute_url()


class OnePlan(Plans, DetailView):
    template_name = "prevention/plan.html"

    def record_context(self, plan, **tried):
        """Actions by phase, each with its three periods, the reports so far, and the moves that are open."""
        user = self.request.user
        actions = list(plan.actions.prefetch_related("milestones"))
        own = plan.place in user.places(Permission.PLAN_WRITE)
        acts = Event.objects.about(plan.pk).filter(kind=Event.Kind.ACT)[:50]
        return {
            "plan": plan,
            "phases": [(phase, [one for one in actions if one.phase == phase]) for phase in Phase],
            "periods": [self._period(plan, period, actions) for period in Period],
            "may_write": own and plan.is_draft,
            "may_note": own and plan.status == "in_force",
            "own_words": plan.status == "proposed" and user.pk in (plan.proposed_by_id, plan.written_by_id),
            "acts": told(acts, ActionForm.base_fields),
            "moves": offered(self.request, plan, PLAN_FORMS, **tried),
            "tried": tried.get("tried", ""),
            "key": new_key(),
        }

    def _period(self, plan, period, actions):
        milestones = [one for action in actions for one in action.milestones.all() if one.period == period]
        reports = [report for report in self._reports(plan) if report.period == period]
        at_work = any(report.status in ("draft", "proposed") for report in reports)
        return {
            "period": period,
            "due": due_on(plan.year, period),
            "achieved": reporting.average(milestones) if any(one.done is not None for one in milestones) else None,
            "reports": reports,
            "may_begin": not reports and not at_work,
        }

    def _reports(self, plan):
        if not hasattr(self, "_found"):
            self._found = list(plan.reports.select_related("plan__region"))
        return self._found

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(self.object), **kwargs)


class PlanMoves(RecordMoves, OnePlan):
    forms = PLAN_FORMS


class OfPlan(Entry):
    """A form about the plan in the address, or about one of its actions."""

    model = ActionPlan
    permission = Permission.PLAN_WRITE
    form_class: Any = ActionForm
    title = gettext_lazy("Aksi baru")

    def back(self):
        return self.record.get_absolute_url(), str(self.record)

    def save(self, form):
        planning.put_action(plan=self.record, by=self.request.user, values=form.values(), action=self.action)
        return self.record.get_absolute_url()

    action: PlannedAction | None = None


class NewAction(OfPlan):
    pass


class ChangeAction(OfPlan):
    title = gettext_lazy("Ubah aksi")

    def checked(self):
        super().checked()
        self.action = get_object_or_404(self.record.actions, pk=self.kwargs["action"])

    def known(self):
        held = {name: getattr(self.action, name) for name in planning.WORDS}
        return held | {f"target_{one.period.lower()}": one.target for one in self.action.milestones.all()}


class DropAction(Plans, Act, DetailView):
    permission = Permission.PLAN_WRITE

    def act(self, plan):
        planning.take_out(action=get_object_or_404(plan.actions, pk=self.kwargs["action"]), by=self.request.user)
        return plan.get_absolute_url()


class NoteResult(OfPlan):
    """The result of one action in one period, with a file if there is one."""

    form_class = ResultForm
    template_name = "prevention/result.html"
    title, button = gettext_lazy("Hasil"), gettext_lazy("Simpan hasil")

    def checked(self):
        super().checked()
        mine = Milestone.objects.filter(action__plan=self.record).select_related("action__plan")
        self.milestone = get_object_or_404(mine, pk=self.kwargs["milestone"])

    def known(self):
        return {"done": self.milestone.done, "note": self.milestone.note}

    def save(self, form):
        values, by = form.cleaned_data, self.request.user
        planning.note_result(milestone=self.milestone, by=by, done=values["done"], note=values["note"])
        if scan := values["evidence"]:
            caption = values["caption"] or _("Data dukung")
            planning.add_evidence(milestone=self.milestone, by=by, caption=caption, scan=scan)
        return self.record.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(milestone=self.milestone, evidence=self.milestone.evidence.all(), **kwargs)


class EvidenceFile(Plans, DetailView):
    """As an attachment that no browser opens inside the portal; the look is recorded."""

    def get(self, request, pk, evidence):
        plan = self.get_object()
        mine = Evidence.objects.filter(milestone__action__plan=plan).select_related("milestone__action__plan")
        found = get_object_or_404(mine, pk=evidence)
        ending = "pdf" if found.content_type == PDF else "jpg"
        content = planning.read_evidence(found, by=request.user)
        return attachment(content, found.content_type, f"data-dukung-{found.added_at:%Y-%m-%d}.{ending}")


def attachment(content, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return HttpResponse(content, content_type=content_type, headers=headers)


# --- reports --------------------------------------------------------------------------------------------
class BeginReport(Plans, Act, DetailView):
    permission = Permission.PLAN_WRITE

    def act(self, plan):
        period = self.kwargs["period"]
        return reporting.write_report(plan=plan, period=period, by=self.request.user).get_absolute_url()


class Reports(Guarded):
    model = PlanReport
    permission = Permission.PREVENTION_READ

    def get_queryset(self):
        return super().get_queryset().select_related("plan__region", "written_by", "proposed_by", "decided_by")


class ReportList(Reports, RowList):
    queues = REPORTS
    title, lead, icon = gettext_lazy("Laporan periode"), LEAD, "file-earmark-text"
    empty = gettext_lazy("Belum ada laporan di sini")
    columns = (
        (gettext_lazy("Laporan"), lambda report: f"{report.period} {report.plan.year}, {report.plan.region}"),
        (gettext_lazy("Versi"), lambda report: report.version),
        (gettext_lazy("Jatuh tempo"), lambda report: date_format(report.due_on, "j F Y")),
        (gettext_lazy("Keadaan"), lambda report: report.get_status_display()),
    )


class OneReport(Reports, DetailView):
    template_name = "prevention/report.html"

    def record_context(self, report, **tried):
        user = self.request.user
        acts = Event.objects.about(report.pk).filter(kind=Event.Kind.ACT)[:50]
        own = report.place in user.places(Permission.PLAN_WRITE)
        return {
            "report": report,
            "held": papers.shown(report),
            "may_write": own and report.status == "draft",
            "own_words": report.status == "proposed" and user.pk in (report.proposed_by_id, report.written_by_id),
            "versions": report.plan.reports.filter(period=report.period).exclude(pk=report.pk),
            "acts": told(acts, ReportForm.base_fields),
            "moves": offered(self.request, report, REPORT_FORMS, **tried),
            "tried": tried.get("tried", ""),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.record_context(self.object), **kwargs)


class ReportMoves(RecordMoves, OneReport):
    forms = REPORT_FORMS

    def answer_to(self, record):
        """After `ganti-laporan` the work goes on at the new version."""
        at_work = record.plan.reports.filter(period=record.period, status="draft").first()
        newer = at_work if self.kwargs["verb"] == "ganti-laporan" else None
        return (newer or record).get_absolute_url()


class ReportWords(Entry):
    model = PlanReport
    permission = Permission.PLAN_WRITE
    form_class = ReportForm
    title = gettext_lazy("Ringkasan laporan")

    def back(self):
        return self.record.get_absolute_url(), str(self.record)

    def known(self):
        return {"summary": self.record.summary, "obstacles": self.record.obstacles}

    def save(self, form):
        reporting.put_words(report=self.record, by=self.request.user, **form.cleaned_data)
        return self.record.get_absolute_url()


class ReportPaper(Reports, DetailView):
    def get(self, request, *args, **kwargs):
        report = self.get_object()
        try:
            return attachment(papers.pdf(report), "application/pdf", f"{self.name_of(report)}.pdf")
        except LetterError:
            text = _("PDF tidak dapat dibuat: ada huruf yang tidak dapat dicetak. Unduh Excel, atau perbaiki teksnya.")
            return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")

    @staticmethod
    def name_of(report):
        return f"laporan-{report.period}-{report.plan.year}-{report.place}-v{report.version}"


class ReportSheet(Reports, View):
    def get(self, request, pk):
        report = get_object_or_404(self.get_queryset(), pk=pk)
        return attachment(papers.workbook(report), XLSX, f"{ReportPaper.name_of(report)}.xlsx")
