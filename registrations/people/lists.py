"""Lists of a book, the same for every book: its queues page by page, and the search over its records."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.views.generic import TemplateView

from registrations.people.finding import LONGEST_ASKED, first_few, is_number
from registrations.people.keyset import page

MOST_FOUND = 25


def asked_in(request) -> str:
    """What was typed or scanned into the search."""
    return request.POST.get("q", "")[:LONGEST_ASKED].replace("\0", "").strip()


class QueueList(TemplateView):
    """One queue of the book; `rows_name` is what the template calls its rows, `saw(rows)` records who was shown."""

    queues: tuple = ()
    rows_name = ""

    def offered_queues(self):
        return self.queues

    def get_context_data(self, **kwargs):
        queues, asked = self.offered_queues(), self.request.GET.get("antre")
        queue = next((queue for queue in queues if queue.slug == asked), queues[0])
        rows = getattr(self.get_queryset(), queue.method)()
        found = page(rows, by=queue.clock, descending=queue.descending, after=self.request.GET.get("sesudah", ""))
        older = found.older and "?" + urlencode({"antre": queue.slug, "sesudah": found.older})
        shown = {self.rows_name: self.saw(found.rows), "queue": queue, "queues": queues, "older_url": older}
        return super().get_context_data(**shown, **kwargs)


class Search(TemplateView):
    """By POST, since a NIK never stands in an address. One match by number opens its record."""

    rows_name = list_url = ""

    def get(self, request):
        return redirect(self.list_url)

    def post(self, request):
        text = asked_in(request)
        found = first_few(self.get_queryset().found_by(text), MOST_FOUND) if text else []
        rows = self.saw(found, "cari")
        if len(rows) == 1 and is_number(text):
            return redirect(rows[0])
        return self.render_to_response(self.get_context_data(**{self.rows_name: rows}, q=text, most=MOST_FOUND))
