"""Paper slips: a page to print them, their sheet, and what anyone who holds a slip may ask."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, FormView, TemplateView

from adat.villages.slip_forms import PrintForm
from adat.villages.slips import Slip, SlipBatch, number_in, print_slips
from adat.villages.views import AtDesk
from harmoni.accounts.limits import knocked_too_often
from harmoni.accounts.opening import answer_once, new_key
from harmoni.history.record import record_reading
from harmoni.letters.views import LetterCheck

RECENT = 10


class Slips(AtDesk, FormView):
    """GET shows what was printed, and how many of each have been typed; POST prints new ones, once for its key."""

    form_class = PrintForm
    template_name = "villages/slips.html"

    def get_initial(self):
        return {"key": new_key()}

    def get_context_data(self, **kwargs):
        batches = SlipBatch.objects.visible_to(self.request.user, self.permission).defer("content")
        counted = batches.annotate(printed=Count("slips"), typed=Count("slips__stay"))[:RECENT]
        ready = set(batches.filter(content__isnull=False).values_list("pk", flat=True))
        rows = [(batch, batch.pk in ready) for batch in counted]
        said = {"rows": rows, "all_ready": all(done for _, done in rows), "village": self.village}
        return super().get_context_data(**said, **kwargs)

    def form_valid(self, form):
        return answer_once(self.request, lambda: self._print(form.cleaned_data["count"]))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _print(self, count):
        print_slips(village=self.village, by=self.request.user, count=count)
        return self.request.path


class SlipSheet(AtDesk, DetailView):
    """The PDF; back to the page while no worker has made it yet."""

    model = SlipBatch

    def get(self, request, pk):
        batch = self.get_object()
        if batch.content is None:
            return redirect("villages:slips")
        headers = {"Content-Disposition": f'inline; filename="slip-{batch.made_at:%Y-%m-%d}.pdf"'}
        return HttpResponse(bytes(batch.content), content_type="application/pdf", headers=headers)


@method_decorator(login_not_required, name="dispatch")
class SlipCheck(TemplateView):
    """For whoever holds the tear-off: not taken up yet, or taken up with its number. Nothing else of anybody.

    A number that was never printed is answered like an unknown letter.
    """

    template_name = "villages/slip_check.html"

    def dispatch(self, request, *args, **kwargs):
        """A slip's number is short enough to be tried out; a letter's code, asked here too, is not."""
        if number_in(kwargs["number"]) and (refusal := knocked_too_often(request, "slip", "120/h/ip")):
            return refusal
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, number):
        slip = (
            Slip.objects.select_related("stay", "batch__customary_village").filter(pk=number_in(number) or "-").first()
        )
        if slip is None:
            return LetterCheck.as_view()(request, token=number)
        if slip.stay:
            record_reading("cek_surat", by=None, subjects=slip.stay.subjects, place=slip.batch.customary_village.path)
        return self.render_to_response({"slip": slip, "stay": slip.stay, "village": slip.batch.customary_village})
