"""Lists of a book, the same for every book: its queues page by page, and the search over its records."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.views.generic import TemplateView

from registrations.people import numbers
from registrations.people.keyset import page

MOST_FOUND = 50


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
        text = request.POST.get("q", "")[:100].replace("\0", "")
        found = self.get_queryset().found_by(text).order_by("-registered_at")[:MOST_FOUND] if text.strip() else []
        rows = self.saw(list(found), "cari")
        if len(rows) == 1 and (numbers.normalised(text) or any(sign.isdigit() for sign in text)):
            return redirect(rows[0])
        return self.render_to_response(self.get_context_data(**{self.rows_name: rows}, q=text, most=MOST_FOUND))
