"""Who is this? Asked first at the desk: by NIK, receipt or name; answered while it is typed, or by the button."""

from django.shortcuts import render
from django.views.generic import View

from registrations.people.duplicates import linked
from registrations.people.finding import FEWEST, few_while_typing
from registrations.people.lists import Search, asked_in
from registrations.residency.views import Stays

MOST_WHILE_TYPING = 8


class Found(Stays):
    def saw(self, rows, verb="cari"):
        """Who was shown; records that were decided to be one person are one row, the newest, with their count."""
        super().saw(rows, verb)
        heads = linked({row.person_id for row in rows}, self.request.user)
        shown = {}
        for row in rows:
            shown.setdefault(heads[row.person_id], row)
        for head, row in shown.items():
            row.records = sum(other == head for other in heads.values())
        return list(shown.values())


class StaySearch(Found, Search):
    template_name = "residency/search.html"
    rows_name = "stays"
    list_url = "residency:list"


class WhileTyping(Found, View):
    """A few that match, as a part of the page; whom it showed is one line in the history."""

    http_method_names = ["post"]

    def post(self, request):
        text, found = asked_in(request), []
        if len(text) >= FEWEST:
            found = self.saw(few_while_typing(self.get_queryset(), text, MOST_WHILE_TYPING), "cari")
        return render(request, "residency/_found.html", {"stays": found, "most": MOST_WHILE_TYPING, "q": text})
