"""The desa adat writes down what it calls its letters and categories, and sees how a letter will look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from registrations.residency.models import months_after, papers_of
from registrations.residency.register_forms import PapersForm


class PapersPage(Guarded, FormView):
    """Letters that were issued keep the name and the validity they were issued with."""

    permission = Permission.PAPERS_CHANGE
    form_class = PapersForm
    template_name = "residency/papers.html"

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:
            raise PermissionDenied
        return villages[0]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": papers_of(self.village), "village": self.village}

    def form_valid(self, form):
        if "lihat" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, shown=form.instance))
        self._save(form)
        messages.success(self.request, _("Tersimpan. Surat berikutnya memakainya."))
        return redirect("residency:papers")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        shown = kwargs.pop("shown", None) or papers_of(self.village)
        today = timezone.localdate()
        days = {"today": today, "until": months_after(today, shown.months)}
        return super().get_context_data(village=self.village, shown=shown, **days, **kwargs)

    @transaction.atomic
    def _save(self, form):
        before = papers_of(self.village)
        changed = {
            name: [str(getattr(before, name) or ""), str(form.cleaned_data[name] or "")] for name in form.changed_data
        }
        form.save()
        if changed:
            record_act("surat_desa", by=self.request.user, subjects=[], place=self.village.path, detail=changed)
