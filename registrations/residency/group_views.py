"""A sheet for several people: the family of a stay, the crew of an employer. Good rows are saved, bad ones stay."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.held import take_held
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_reading
from harmoni.history.workflow import MoveRefused
from registrations.employment.book import open_site
from registrations.employment.models import Employer, Site
from registrations.people.models import Sex
from registrations.residency import rows as sheet_rows
from registrations.residency.crew_papers import paper_of
from registrations.residency.family import head_of, shared_of
from registrations.residency.group_entry import any_good, save_rows
from registrations.residency.group_forms import CrewForm, FamilyForm
from registrations.residency.models import MOST_ROWS, GroupSheet, Relation, School, Stay
from registrations.residency.village_field import usual_village

FIRST_ROWS, MORE_ROWS = 4, 5


class GroupPage(Guarded, TemplateView):
    """`form(data)` is what is typed once, `fields` are those of a row, `open_sheet(form)` gives the sheet."""

    permission = Permission.STAY_REGISTER
    template_name = "residency/group.html"
    fields: tuple[str, ...] = sheet_rows.CREW
    sheet: GroupSheet | None = None

    @classmethod
    def draft_words(cls, name):
        """What a field is called: of the form above, or of one person's row."""
        return sheet_rows.label_of(name, cls.draft_form)

    def get(self, request, **kwargs):
        held = take_held(request)
        rows = sheet_rows.typed_rows(held, self.fields) if held else self.rows_waiting()
        return self.show(self.form(initial=held or None), rows, held=held)

    def post(self, request, **kwargs):
        rows = sheet_rows.typed_rows(request.POST, self.fields)
        rows = (rows + sheet_rows.pasted(request.POST.get("daftar", "")))[:MOST_ROWS]
        if "tambah" in request.POST or "baca" in request.POST:
            extra = MORE_ROWS if "tambah" in request.POST else 0
            return self.show(self.form(initial=request.POST.dict()), self.bare(rows), extra=extra)
        form = self.form(request.POST)
        if not form.is_valid() or not rows or not any_good(rows, self.shared(form)):
            return self.show(form, self.judged(rows, form), status=422, no_rows=not rows)
        try:
            return answer_once(request, lambda: self._save(form, rows))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)

    def rows_waiting(self):
        return [(row["typed"], row["faults"]) for row in self.sheet.waiting] if self.sheet else []

    @staticmethod
    def bare(rows):
        return [(typed, {}) for typed in rows]

    def judged(self, rows, form):
        """Each row with its sentences, where what is shared is good enough to judge by."""
        if not form.is_valid():
            return self.bare(rows)
        return [(typed, sheet_rows.judge(typed, self.shared(form))[1]) for typed in rows]

    def shared(self, form):
        return form.shared()

    def work(self, form):
        return None

    def _save(self, form, rows):
        sheet = self.sheet or self.open_sheet(form)
        shared, work = self.shared(form), self.work(form)
        taken = save_rows(sheet, by=self.request.user, shared=shared, rows=rows, work=work, seen=self.seen)
        said = ngettext("%(n)d orang tercatat.", "%(n)d orang tercatat.", taken) % {"n": taken}
        if left := len(rows) - taken:
            said += " " + ngettext("%(n)d baris perlu diperbaiki.", "%(n)d baris perlu diperbaiki.", left) % {"n": left}
        messages.success(self.request, said)
        return sheet.get_absolute_url()

    def show(self, form, rows, *, status=200, extra=0, held=None, no_rows=False):
        rows = [pair if isinstance(pair, tuple) else (pair, {}) for pair in rows]
        empty = extra or max(0, FIRST_ROWS - len(rows)) if not self.finished else 0
        rows += [({}, {}) for _ in range(min(empty, MOST_ROWS - len(rows)))]
        context = {
            "form": form,
            "rows": list(enumerate(rows)),
            "family": "relation" in self.fields,
            "most": MOST_ROWS,
            "sexes": Sex.choices,
            "relations": Relation.choices,
            "schools": School.choices,
            "held": held,
            "no_rows": no_rows,
            "any_fault": any(faults for _typed, faults in rows),
            "finished": self.finished,
            "sheet": self.sheet,
            "done": self.done,
            "key": self.request.POST.get("key") or (held or {}).get("key") or new_key(),
        }
        return self.render_to_response(self.get_context_data(**context), status=status)

    @property
    def seen(self):
        """How many had become stays when the form was opened, as the form says; on a new sheet nobody has."""
        said = self.request.POST.get("seen", "0")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0

    @property
    def finished(self):
        return bool(self.sheet and self.sheet.stays and not self.sheet.waiting)

    @cached_property
    def done(self):
        """(stay, notes) of the rows that were taken up, and the line that says they were shown."""
        if not self.sheet:
            return []
        notes = {row["stay"]: row["notes"] for row in self.sheet.content["rows"] if row["stay"]}
        stays = Stay.objects.filter(pk__in=self.sheet.stays).select_related("person", "minor", "customary_village")
        found = {str(stay.pk): stay for stay in stays}
        record_reading("lihat_daftar", by=self.request.user, subjects=[stay.person_id for stay in stays])
        return [(found[pk], said) for pk, said in notes.items() if pk in found]


class FamilySheet(GroupPage):
    """The family of a stay, one row each; where the head lives they live."""

    fields = sheet_rows.FAMILY
    draft_label = gettext_lazy("Anggota keluarga")
    draft_form = FamilyForm

    @cached_property
    def chief(self):
        mine = Stay.objects.visible_to(self.request.user, self.permission).here()
        stay = get_object_or_404(mine.select_related("person", "customary_village__region"), pk=self.kwargs["pk"])
        return head_of(stay)

    @cached_property
    def sheet(self):
        pk = self.kwargs.get("sheet")
        return pk and get_object_or_404(GroupSheet.objects.filter(head=self.chief), pk=pk)

    def form(self, data=None, initial=None):
        shared = shared_of(self.chief)
        days = {name: shared[name] for name in ("arrived_on", "planned_until")}
        if not self.chief.is_overdue:
            initial = {**days, **(initial or {})}
        return FamilyForm(data, initial=initial)

    def shared(self, form):
        return shared_of(self.chief) | form.shared()

    def open_sheet(self, form):
        sheet = GroupSheet(customary_village=self.chief.customary_village, head=self.chief, made_by=self.request.user)
        return _opened(sheet, form)

    def get_context_data(self, **kwargs):
        head = self.chief
        record_reading("buka_catatan", by=self.request.user, subjects=head.subjects, place=head.place)
        return {"head": head, **kwargs}


class CrewPage(GroupPage):
    """What the sheet of an employer and a sheet that stands already have in common."""

    template_name = "residency/group.html"
    draft_label = gettext_lazy("Lembar regu")
    draft_form = CrewForm

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:
            raise PermissionDenied
        return villages[0]

    @property
    def sites(self):
        return Site.objects.filter(employer=self.employer, customary_village=self.village).running()

    def form(self, data=None, initial=None):
        usual = {"village": usual_village(self.village)}
        initial = {**usual, **self.prefilled(), **(initial or {})}
        return CrewForm(data, initial=initial, sites=self.sites, around=self.village)

    def prefilled(self):
        """From the site that was chosen, or the only one there is: nothing of it need be typed."""
        asked = str(self.request.GET.get("lokasi", ""))
        sites = list(self.sites[:20])
        site = next((site for site in sites if str(site.pk) == asked), sites[0] if len(sites) == 1 else None)
        return _of_site(site) if site else {}

    def shared(self, form):
        return form.shared() | {"employer_name": self.employer.name}

    def work(self, form):
        return {"contract_type": form.cleaned_data["contract_type"] or ""}

    def get_context_data(self, **kwargs):
        return {"employer": self.employer, "village": self.village, **kwargs}


class CrewSheet(CrewPage):
    @cached_property
    def employer(self):
        return get_object_or_404(Employer.objects.visible_to(self.request.user, self.permission), pk=self.kwargs["pk"])

    def open_sheet(self, form):
        site = form.cleaned_data["site"] or open_site(
            by=self.request.user, employer=self.employer, village=self.village, values=form.new_site
        )
        sheet = GroupSheet(customary_village=self.village, employer=self.employer, site=site, made_by=self.request.user)
        return _opened(sheet, form)


class StandingSheet(CrewPage):
    """A sheet with rows that were saved, rows that are to be put right, or rows that a foreman sent."""

    @cached_property
    def sheet(self):
        mine = GroupSheet.objects.visible_to(self.request.user, self.permission).exclude(employer=None)
        return get_object_or_404(mine.select_related("employer", "site", "customary_village"), pk=self.kwargs["pk"])

    @property
    def village(self):
        return self.sheet.customary_village

    @property
    def employer(self):
        return self.sheet.employer

    @property
    def sites(self):
        return Site.objects.filter(pk=self.sheet.site_id)

    def prefilled(self):
        typed = {name: text for name, text in self.sheet.content["shared"].items() if name != "responsible_phone"}
        return {**_of_site(self.sheet.site), **typed, "site": self.sheet.site_id}

    def get_context_data(self, **kwargs):
        paper = paper_of(self.sheet) if self.sheet.stays else None
        return {**super().get_context_data(**kwargs), "paper": paper, "site": self.sheet.site}


def _of_site(site):
    days = {"planned_until": site.ends_on} if site.ends_on and not site.has_ended else {}
    return {
        "site": site.pk,
        "address": site.address,
        "responsible_name": site.responsible_name,
        **days,
    }


def _opened(sheet, form):
    sheet.key = form.cleaned_data["key"] or sheet.key
    sheet.write(shared=form.shared(), rows=[])
    sheet.save(force_insert=True)
    return sheet
