"""The import of sheets: send one in, see what is wrong with it, save what is good."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import DetailView, FormView, View
from django.views.generic.detail import SingleObjectMixin

from adat.villages.cautions import before_saving
from adat.villages.fault_sheet import fault_lines, fault_workbook
from adat.villages.giving import GivenForm, give
from adat.villages.import_forms import UploadForm
from adat.villages.mending import OPEN, inputs_of, mend
from adat.villages.models import Sheet
from adat.villages.progress import not_taken, percent_of, taken
from adat.villages.saving import begin
from adat.villages.template_sheet import csv_template, xlsx_template
from adat.villages.undoing import begin_undo, left_behind, may_be_undone, undo_until
from adat.villages.uploading import upload
from harmoni.accounts.access import Guarded
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.regions.models import CustomaryVillage
from harmoni.regions.scope import territory
from registrations.people.forms import ReasonForm

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50
RECENT = 20
PAUSE = 2  # seconds between two looks at a sheet that is being worked on


def as_file(content, content_type, name):
    """Saved, never opened in the browser's own window."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


class Importing(Guarded):
    permission = Permission.STAY_IMPORT
    model = Sheet


class Upload(Importing, FormView):
    """GET opens the form with its key, beside earlier sheets; POST keeps the sheet for its dry run."""

    form_class = UploadForm
    template_name = "villages/import.html"

    @cached_property
    def villages(self):
        """Every desa adat in the places where this person may import: one's own, or those of the regency."""
        return list(CustomaryVillage.objects.filter(territory("path", self.request.user.places(self.permission))))

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "villages": self.villages}

    def get_initial(self):
        return {"key": new_key()}

    def form_valid(self, form):
        self.request.POST = self.request.POST.copy()
        self.request.POST["file"] = f"{form.file_name} ({form.file_digest[:12]})"
        labels = {name: field.label for name, field in form.fields.items()}
        return answer_once(self.request, lambda: self._keep(form), labels=labels)

    def _keep(self, form):
        sheet = upload(by=self.request.user, village=form.chosen_village, name=form.file_name, content=form.content)
        return sheet.get_absolute_url()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        sheets = self.get_queryset().select_related("uploaded_by", "customary_village").defer("content")
        return super().get_context_data(sheets=sheets[:RECENT], villages=self.villages, **kwargs)


class Template(Importing, View):
    """`contoh.xlsx` and `contoh.csv`."""

    def get(self, request, kind):
        if kind == "csv":
            return as_file(csv_template(), "text/csv; charset=utf-8", "contoh-pendatang.csv")
        return as_file(xlsx_template(), XLSX_TYPE, "contoh-pendatang.xlsx")


class SheetPage(Importing, DetailView):
    """The dry run: what was read, what is good, and which cell of which row is wrong and why."""

    template_name = "villages/sheet.html"
    context_object_name = "sheet"

    def get_queryset(self):
        return super().get_queryset().select_related("uploaded_by", "customary_village").defer("content")

    def get_context_data(self, **kwargs):
        sheet = self.object
        mends = sheet.state in OPEN and may_mend(self.request.user, sheet)
        rows = Paginator(sheet.rows.bad().select_related("sheet").defer("sheet__content"), PAGE)
        page = rows.get_page(self.request.GET.get("hal"))
        said = {"counts": sheet.counts(), "may_mend": mends, "percent": percent_of(sheet)}
        said |= before_saving(sheet) if sheet.state == Sheet.State.CHECKED else {}
        said |= {"given_form": GivenForm(sheet=sheet, initial={"key": new_key()})} if _asks(sheet) else {}
        said |= {"may_undo": may_be_undone(sheet), "undo_until": undo_until(sheet), "undo_form": ReasonForm()}
        said |= {"left": left_behind(sheet, PAGE)} if sheet.state == Sheet.State.UNDONE else {}
        faults = [(row.number, fault_lines(row), row.values_sealed is not None) for row in page]
        return super().get_context_data(
            **{"page": page, "faults": faults, "key": new_key(), "taken": taken(sheet), "ignored": not_taken(sheet)}
            | said
            | _turns(page)
            | kwargs
        )

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if self.object.is_working:
            response.headers["Refresh"] = str(PAUSE)  # works without script
        return response


def _asks(sheet):
    return sheet.state == Sheet.State.ASKING


def may_mend(user, sheet):
    """The bad rows come back with full numbers: to who sent them in, and to who may open numbers there."""
    return sheet.uploaded_by_id == user.pk or user.may_at(Permission.IDENTITY_REVEAL, sheet.customary_village.path)


def _turns(page):
    """Addresses of the pages beside this one, as `_pager.html` takes them."""
    newer = f"?hal={page.previous_page_number()}" if page.has_previous() else ""
    older = f"?hal={page.next_page_number()}" if page.has_next() else ""
    return {"newer_url": newer, "older_url": older}


class SaveSheet(Importing, SingleObjectMixin, View):
    def post(self, request, pk):
        sheet = self.get_object()

        def save():
            begin(sheet, by=request.user)
            return sheet.get_absolute_url()

        return answer_once(request, save)

    def get(self, request, pk):
        return redirect(self.get_object())


class GiveForSheet(SheetPage):
    """What the sheet does not say of its rows, answered once."""

    http_method_names = ["post", "get"]

    def get(self, request, pk):
        return redirect(self.get_object())

    def post(self, request, pk):
        self.object = sheet = self.get_object()
        form = GivenForm(request.POST, sheet=sheet)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(given_form=form), status=422)

        def answer():
            give(sheet=sheet, by=request.user, values=form.texts())
            return sheet.get_absolute_url()

        return answer_once(request, answer)


class MendRow(Importing, SingleObjectMixin, View):
    """One bad row with its cells as inputs: full numbers, so that opening it stands in the history."""

    def row(self, pk, number):
        sheet = self.get_object()
        if not may_mend(self.request.user, sheet):
            raise Http404
        return get_object_or_404(sheet.rows.mendable().select_related("sheet__customary_village"), number=number)

    @transaction.atomic
    def get(self, request, pk, number):
        row = self.row(pk, number)
        record_act("buka_baris", by=request.user, subjects=[row.sheet_id], place=row.sheet.customary_village.path)
        return self.shown(row)

    def post(self, request, pk, number):
        row = self.row(pk, number)

        def save():
            good = mend(row=row, by=request.user, typed=request.POST)
            return row.sheet.get_absolute_url() if good else f"{request.path}"

        return answer_once(request, save)

    def shown(self, row):
        context = {"sheet": row.sheet, "row": row, "inputs": inputs_of(row), "key": new_key()}
        return render(self.request, "villages/sheet_row.html", context)


class UndoSheet(SheetPage):
    def get(self, request, pk):
        return redirect(self.get_object())

    def post(self, request, pk):
        self.object = sheet = self.get_object()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(undo_form=form), status=422)

        def undo():
            begin_undo(sheet, by=request.user, reason=form.cleaned_data["reason"])
            return sheet.get_absolute_url()

        return answer_once(request, undo)


class SheetFaults(Importing, SingleObjectMixin, View):
    """The bad rows with their full values, to be mended: the download stands in the history."""

    @transaction.atomic
    def get(self, request, pk):
        sheet = self.get_object()
        if not may_mend(request.user, sheet):
            raise Http404
        place = sheet.customary_village.path
        record_act("unduh_kesalahan", by=request.user, subjects=[sheet.pk], place=place)
        name = slugify(sheet.file_name.rpartition(".")[0])[:60] or "lembar"
        return as_file(fault_workbook(sheet), XLSX_TYPE, f"perbaiki-{name}.xlsx")
