"""The foreman's page without an account, and the officer's buttons beside it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.limits import knocked_too_often
from harmoni.accounts.opening import answer_once, new_key
from harmoni.accounts.roles import Permission
from harmoni.history.workflow import MoveRefused
from registrations.people.models import Sex
from registrations.residency import rows as sheet_rows
from registrations.residency.crew_links import decline, open_link, propose, revoke_link
from registrations.residency.employer_views import OneSite
from registrations.residency.group_forms import LinkForm, ProposalForm
from registrations.residency.group_views import FIRST_ROWS, MORE_ROWS
from registrations.residency.models import MOST_ROWS, CrewLink, GroupSheet


@method_decorator(login_not_required, name="dispatch")
class CrewByLink(TemplateView):
    """Names come in, nothing goes out: not even what was sent through the same link before."""

    template_name = "residency/crew_link.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, token):
        if refusal := knocked_too_often(request, "regu", "120/h/ip"):
            return refusal
        known = CrewLink.objects.select_related("site__employer", "site__customary_village")
        link = known.opened_by(token).first()
        if link is None:  # answered, not raised: what is raised takes its own counting back
            return render(request, "404.html", status=404)
        self.link = link
        return super().dispatch(request, token)

    def get(self, request, token):
        return self.show(ProposalForm(initial={"key": new_key()}), [])

    def post(self, request, token):
        rows = sheet_rows.typed_rows(request.POST, sheet_rows.CREW)
        rows = (rows + sheet_rows.pasted(request.POST.get("daftar", "")))[:MOST_ROWS]
        if "tambah" in request.POST or "baca" in request.POST:
            extra = MORE_ROWS if "tambah" in request.POST else 0
            return self.show(ProposalForm(initial=request.POST.dict()), rows, extra=extra)
        form = ProposalForm(request.POST)
        if not form.is_valid() or not rows:
            return self.show(form, rows, status=422, no_rows=not rows)
        return self._send(form, rows)

    def _send(self, form, rows):
        values = form.cleaned_data
        shared = {"arrived_on": values["arrived_on"].isoformat(), "sender": values["sender"]}
        try:
            propose(link=self.link, key=values["key"], shared=shared, rows=rows)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
            return self.show(form, rows, status=422)
        return self.render_to_response({"link": self.link, "sent": len(rows)})

    def show(self, form, rows, *, status=200, extra=0, no_rows=False):
        pairs = [(typed, {}) for typed in rows]
        empty = extra or max(0, FIRST_ROWS - len(pairs))
        pairs += [({}, {}) for _ in range(min(empty, MOST_ROWS - len(pairs)))]
        shown = {"form": form, "rows": list(enumerate(pairs)), "sexes": Sex.choices, "most": MOST_ROWS}
        return self.render_to_response({**shown, "link": self.link, "no_rows": no_rows}, status=status)


class NewLink(OneSite):
    """POST from the page of the site."""

    permission = Permission.STAY_REGISTER

    def get(self, request, pk):
        return redirect(self.site)

    def post(self, request, pk):
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.page(link_form=form, tried="tautan"), status=422)
        return answer_once(request, lambda: self._open(form.cleaned_data["valid_until"]))

    def _open(self, until):
        open_link(site=self.site, by=self.request.user, until=until)
        messages.success(self.request, _("Tautan siap dikirim kepada mandor."))
        return self.site.get_absolute_url()


class RevokedLink(OneSite):
    permission = Permission.STAY_REGISTER

    def get(self, request, pk, link):
        return redirect(self.site)

    def post(self, request, pk, link):
        revoke_link(link=get_object_or_404(self.site.links.all(), pk=link), by=request.user)
        messages.success(request, _("Tautan dicabut."))
        return redirect(self.site)


class Declined(Guarded, DetailView):
    """The list that a foreman sent is not taken up, for a reason."""

    model = GroupSheet
    permission = Permission.STAY_REGISTER

    def get_queryset(self):
        return super().get_queryset().exclude(employer=None)

    def get(self, request, pk):
        return redirect(self.get_object())

    def post(self, request, pk):
        sheet = self.get_object()
        try:
            return answer_once(request, lambda: self._decline(sheet))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return redirect(sheet)

    def _decline(self, sheet):
        decline(sheet=sheet, by=self.request.user, reason=self.request.POST.get("reason", "")[:500].replace("\0", ""))
        messages.success(self.request, _("Daftar tidak diterima, dengan alasannya."))
        return sheet.site.get_absolute_url() if sheet.site_id else reverse("employment:list")
