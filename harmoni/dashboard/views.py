from django.http import Http404
from django.views.generic import TemplateView

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
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
