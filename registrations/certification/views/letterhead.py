"""The head and foot of the office's letters, as its signer wants them printed from now on."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.letters.models import Office, office_of
from registrations.people.forms import line

FIELDS = ("government", "name", "address", "town", "signer_title", "signer_number")


class LetterheadForm(forms.Form):
    government = line(gettext_lazy("Pemerintah daerah"), 120, required=True)
    name = line(gettext_lazy("Nama kantor"), 120)
    address = line(gettext_lazy("Alamat kantor"), 200)
    town = line(gettext_lazy("Kota tempat surat ditandatangani"), 60)
    signer_title = line(gettext_lazy("Jabatan penanda tangan"), 120, required=True)
    signer_number = line(gettext_lazy("NIP penanda tangan"), 25)


class Letterhead(Guarded, FormView):
    """Letters that were issued keep the head they were issued with."""

    permission = Permission.LETTER_DECIDE
    form_class = LetterheadForm
    template_name = "certification/letterhead.html"

    @cached_property
    def office(self):
        regencies = self.request.user.regencies(self.permission)
        if not regencies:
            raise PermissionDenied
        return office_of(regencies[0])

    def get_initial(self):
        return {field: getattr(self.office, field) for field in FIELDS}

    def form_valid(self, form):
        self._save(form.cleaned_data)
        messages.success(self.request, _("Kop surat tersimpan. Surat berikutnya memakainya."))
        return redirect("certification:recommendations")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @transaction.atomic
    def _save(self, values):
        before = {field: getattr(self.office, field) for field in FIELDS}
        Office.objects.update_or_create(region=self.office.region, defaults=values)
        changed = {field: [before[field], values[field]] for field in FIELDS if before[field] != values[field]}
        record_act("kop", by=self.request.user, subjects=[], place=self.office.region.path, detail=changed)
