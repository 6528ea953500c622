"""Open figures for anybody: a page, the tables behind it, and their dictionary. Everything is the frozen week's."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition, require_safe
from django.views.generic import TemplateView

from harmoni.dashboard import open_data
from harmoni.dashboard.board import public_board
from harmoni.dashboard.models import Week
from harmoni.dashboard.viewpoint import BALI, Side, Viewpoint

AN_HOUR = "public, max-age=3600"


@method_decorator(login_not_required, name="dispatch")
class OpenData(TemplateView):
    """The week's figures of Bali or Nusa Tenggara Timur, or of one of their kabupaten."""

    template_name = "dashboard/open_data.html"
    http_method_names = ("get", "head", "options")

    def get_context_data(self, code=BALI, **kwargs):
        side = Side.STAY if code.startswith(BALI) else Side.ORIGIN
        found = public_board(Viewpoint(side, code)) if code.startswith((BALI, "53")) else None
        if not found:
            raise Http404
        weeks = Week.objects.order_by("-week").values_list("week", flat=True)[:8]
        return super().get_context_data(board=found, weeks=weeks, dictionary=open_data.dictionary(), **kwargs)


def _tag(request, week=None):
    found = open_data.week_of(week)
    return f'"{found.pk}-{found.at:%s}"' if found else None


@login_not_required
@require_safe
@condition(etag_func=_tag)
def table(request, week=None):
    """The newest week under one address for ever, each week under its own."""
    found = open_data.week_of(week)
    if found is None:
        raise Http404
    return _file(open_data.as_csv(open_data.rows(found), open_data.COLUMNS), f"harmoni-{found.pk}.csv")


@login_not_required
@require_safe
def dictionary(request):
    return _file(open_data.as_csv(open_data.dictionary(), open_data.DICTIONARY_HEAD), "harmoni-kamus.csv")


@login_not_required
@require_safe
def metadata(request):
    return JsonResponse(open_data.metadata(), content_type="application/csvm+json")


def _file(text, name):
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8; header=present")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = AN_HOUR
    return answer
