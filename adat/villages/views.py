"""The entry desk: a newcomer is taken up, whoever it is and with whatever papers."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adat.villages.forms import ArrivalForm
from adat.villages.known import Known, look_up
from adat.villages.slips import SlipTaken, number_in, take
from harmoni.accounts.access import Guarded
from harmoni.accounts.answers import Told
from harmoni.accounts.roles import Permission
from harmoni.accounts.written import note_when_written
from harmoni.history.record import record_reading
from registrations.certification.arriving import token_in
from registrations.people.entry import Entry, Look
from registrations.people.finding import LONGEST_ASKED, begun
from registrations.residency.arrival import AlreadyHere, record_arrival
from registrations.residency.receipts import number_behind
from registrations.residency.village_field import usual_village

MOST_LODGINGS = 300  # names offered under the field; any other may be typed


class AtDesk(Guarded):
    """At the desk of the desa adat whose officer this is."""

    permission = Permission.STAY_REGISTER

    @cached_property
    def village(self):
        villages = self.request.user.customary_villages(self.permission)
        if not villages:  # the role reaches further than one desa adat; its sheets do too, the desk does not
            raise PermissionDenied
        return villages[0]

    def look(self, post):
        return look_up(post.get("nik", ""), post.get("letter_token", ""), village=self.village, by=self.request.user)


class Intake(Told, AtDesk, Entry):
    """GET opens the form, filled from a letter where its code is given (`?surat=`); POST looks or takes up."""

    form_class = ArrivalForm
    template_name = "villages/intake.html"
    answer_template = "villages/_known.html"
    draft_label = gettext_lazy("Pendatang baru")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "village": self.village}

    def get_initial(self):
        slip = number_in(self.request.GET.get("slip", ""))
        return {"village": partial(usual_village, self.village), "slip": slip, **super().get_initial()}

    def number_of(self, path):
        return number_behind(path, self.request.user)

    def get(self, request):
        if code := request.GET.get("surat", ""):
            return self.filled(self.look({"letter_token": code}), letter_token=token_in(code) or code[:64])
        return super().get(request)

    def post(self, request):
        return self._begun(request.POST.get("q", "")) if "mulai" in request.POST else super().post(request)

    def _begun(self, text):
        """Searched and not found: the form, filled with what was typed there."""
        typed = begun(text[:LONGEST_ASKED].replace("\0", ""))
        known = self.look(typed) if typed.keys() & {"nik", "letter_token"} else Known()
        if "letter_token" in typed:
            typed["letter_token"] = token_in(text)
        return self.filled(known, **typed)

    def form_valid(self, form):
        try:
            return self._compared(super().form_valid(form), form.cleaned_data["slip"])
        except SlipTaken as taken:
            said = _("Slip ini sudah dicatat, nomor %(number)s.") % {"number": taken.slip.stay}
            form.add_error("slip", said)
            return self.form_invalid(form)
        except AlreadyHere as here:
            record_reading("cari_nik", by=self.request.user, subjects=here.stay.subjects, place=self.village.path)
            form.add_error("nik", _("Orang ini masih tercatat tinggal di sini. Perpanjang atau catat kepulangannya."))
            context = self.get_context_data(form=form, known=Known(record=here.stay))
            return self.render_to_response(context, status=422)

    def _compared(self, response, slip):
        """What another officer typed from the same slip was shown: its person can see that."""
        if slip and response.status_code == 409:
            slip.refresh_from_db()
            record_reading("lihat_slip", by=self.request.user, subjects=slip.stay.subjects, place=self.village.path)
        return response

    def paper_of(self, form):
        return form.cleaned_data["slip"] and form.cleaned_data["slip"].key

    def enter(self, form):
        slip = form.cleaned_data["slip"] and take(form.cleaned_data["slip"])
        stay = record_arrival(
            by=self.request.user, village=self.village, person=form.person_values(), stay=form.stay_values()
        )
        note_when_written(self.request.POST, by=self.request.user, subjects=stay.subjects, place=stay.place)
        if slip:
            slip.stay = stay
            slip.save(update_fields=["stay"])
        return f"{stay.get_absolute_url()}bukti/"

    def get_context_data(self, **kwargs):
        known = self.village.lodgings.values_list("name", flat=True)[:MOST_LODGINGS]
        places = {"hamlets": self.village.hamlets.all(), "lodgings": known}
        return {"village": self.village, **places, **super().get_context_data(**kwargs)}


class NikCheck(AtDesk, Look):
    template_name = "villages/_known.html"
