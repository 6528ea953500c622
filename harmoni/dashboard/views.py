from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from adat.prevention.models import Cooperation
from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.dashboard import promises, warning_map
from harmoni.dashboard.board import board
from harmoni.dashboard.viewpoint import opened


class Board(Guarded, TemplateView):
    """The figures of one's own territory; another territory's address is a 404."""

    permission = Permission.FIGURES_READ
    permissions = (Permission.FIGURES_BY_ORIGIN,)
    template_name = "dashboard/board.html"

    def get_context_data(self, **kwargs):
        view = opened(self.request.user, kwargs.get("code", ""))
        found = view and board(view, self.request.user)
        if not found:
            raise Http404
        return super().get_context_data(board=found, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Promises(TemplateView):
    """For anyone: the five points, what each government promised, and what can be seen of it."""

    http_method_names = ["get", "head"]
    template_name = "dashboard/promises.html"

    def get_context_data(self, **kwargs):
        at, values = promises.newest_or_first()
        points = [
            (point, [(told, told.metric in values, values.get(told.metric)) for told in point.figures])
            for point in promises.POINTS
        ]
        agreements = Cooperation.objects.filter(partners="51").order_by("signed_on")
        return super().get_context_data(points=points, at=at, agreements=agreements, **kwargs)


class WarningMap(Guarded, TemplateView):
    """Places and times for those who may read early warnings there."""

    permission = Permission.WARNING_ANSWER
    template_name = "dashboard/warning_map.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("bulan", "")
        months = int(asked) if asked in map(str, warning_map.MONTHS) else 3
        found = warning_map.page_of(self.request.user, months)
        if found is None:
            raise Http404
        return super().get_context_data(board=found, choices=list(warning_map.MONTHS), **kwargs)
