"""The front page, the desk of whoever signs in, and the inbox of the place."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.generic import ListView, TemplateView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.models import Draft
from harmoni.accounts.roles import Permission
from harmoni.home.queues import queues_of
from harmoni.notices.models import Notice
from registrations.certification.models import Briefing

DRAFTS_SHOWN = 2


@method_decorator(login_not_required, name="dispatch")
class Landing(TemplateView):
    """What this is; the next briefings of all regencies, for whoever thinks of leaving."""

    template_name = "home/landing.html"

    def get_context_data(self, **kwargs):
        briefings = Briefing.objects.upcoming().select_related("origin").order_by("held_on", "starts_at", "pk")[:5]
        return super().get_context_data(briefings=briefings, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Complain(TemplateView):
    """What anybody may bring without an account, and to whom each goes."""

    template_name = "home/complain.html"


class Desk(Guarded, TemplateView):
    """The queues: each one question, one button, a count, and how long the oldest waits."""

    permission = Permission.DESK_OPEN
    template_name = "home/desk.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.current_assignments:
            return render(request, "home/no_role.html", status=403)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        may = {
            "search": user.may(Permission.STAY_READ),
            "search_candidates": user.may(Permission.CANDIDATE_READ),
            "register": user.may(Permission.STAY_REGISTER),
            "load_places": user.may(Permission.REFERENCE_LOAD),
            "figures": user.may(Permission.FIGURES_READ) or user.may(Permission.FIGURES_BY_ORIGIN),
        }
        begun = {"drafts": Draft.objects.unfinished(user)[: DRAFTS_SHOWN + 1], "drafts_shown": DRAFTS_SHOWN}
        return super().get_context_data(queues=queues_of(user), may=may, **begun, **kwargs)


class Notices(Guarded):
    """Open rows addressed to this person's place and right."""

    permission = Permission.NOTICE_READ

    def get_queryset(self):
        return Notice.objects.addressed_to(self.request.user).open().order_by("due_on", "created_at")


class Inbox(Notices, ListView):
    template_name = "home/inbox.html"
    paginate_by = 25


class NoticeDone(Notices, View):
    """Marks one row as done, with who and when."""

    def get(self, request, pk):
        get_object_or_404(self.get_queryset(), pk=pk)
        return redirect("home:inbox")

    def post(self, request, pk):
        notice = get_object_or_404(self.get_queryset(), pk=pk)
        notice.finish(by=request.user)
        return redirect("home:inbox")
