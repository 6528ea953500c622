"""What an officer sends from an own phone or prints, one at a time; opening it leaves a trace on the record."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act, record_reading
from harmoni.mailroom.printing import sheet
from harmoni.notices.messages import SAYS, change, withdraw
from harmoni.notices.models import Channel, Message, MessageState, Silence
from harmoni.notices.sources import label_of, told_of
from registrations.people.lists import QueueList
from registrations.people.phones import by_hand
from registrations.people.queues import Queue

READ = Permission.NOTICE_READ
QUEUES = (
    Queue("kirim", gettext_lazy("Perlu disampaikan"), "", "", "by_hand", "created_at", READ),
    Queue("sudah", gettext_lazy("Sudah selesai"), "", "", "gone", "changed_at", READ, descending=True),
    Queue("gagal", gettext_lazy("Tidak sampai"), "", "", "lost", "changed_at", READ, descending=True),
)


class Addressed(Guarded):
    """Messages about records of this person's own places and rights."""

    permission = READ

    def get_queryset(self) -> QuerySet[Message]:
        return Message.objects.addressed_to(self.request.user).about_people()


class Messages(Addressed, QueueList):
    template_name = "mailroom/list.html"
    rows_name = "rows"
    queues = QUEUES

    def saw(self, rows):
        record_reading("lihat_daftar", by=self.request.user, subjects=[row.record for row in rows])
        for row in rows:
            row.label = label_of(row.event)
        return rows


class OneMessage(Addressed, TemplateView):
    template_name = "mailroom/message.html"

    @cached_property
    def row(self) -> Message:
        return get_object_or_404(self.get_queryset().select_related("changed_by", "wording"), pk=self.kwargs["pk"])

    @cached_property
    def told(self):
        """What the record says now; None when it has changed since."""
        return told_of(self.row)

    @cached_property
    def letter(self):
        return SAYS[self.row.event](self.row) if self.told else None

    def trace(self, why):
        """The phone is opened for the one purpose of this message."""
        row, by = self.row, self.request.user
        subjects = self.told.subjects if self.told else [row.record]
        record_reading("buka_pesan", by=by, subjects=subjects, place=row.place, reason=why)

    def get(self, request, pk):
        self.trace(_("Pesan: %(event)s") % {"event": label_of(self.row.event)})
        waits = self.row.state == MessageState.PREPARED
        if waits and self.letter is None:
            withdraw(self.row.event, self.row.record, pk=self.row.pk)
            self.row.state, waits = MessageState.WITHDRAWN, False
        shown = {"row": self.row, "letter": self.letter, "waits": waits} | (self._by_hand() if waits else {})
        return self.render_to_response(shown | {"label": label_of(self.row.event)})

    def _by_hand(self):
        by_phone = self.row.channel == Channel.WHATSAPP and self.letter.to
        if not by_phone or not self.request.user.may_at(Permission.IDENTITY_REVEAL, self.row.place):
            return {}
        return by_hand(self.letter.to, self.letter.body)


class Sheet(OneMessage):
    """The message on paper, to be handed over or pinned to a door."""

    def get(self, request, pk):
        if self.letter is None:
            raise Http404
        self.trace(_("Cetak pesan"))
        pdf = sheet(self.row, self.letter, self.told, at=timezone.now())
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="pesan-{self.row.pk}.pdf"'
        return answer


class MessageMove(OneMessage, View):
    """`sampaikan`: it was said or handed over. `diam`: the person does not wish to be written to."""

    def get(self, request, pk, verb):
        self._known(verb)
        return redirect("mailroom:message", self.row.pk)

    def post(self, request, pk, verb):
        act = self._known(verb)
        act()
        return redirect("mailroom:list")

    def _known(self, verb):
        acts = {"sampaikan": self._handed_over, "diam": self._be_silent}
        if verb not in acts or not self.row:
            raise Http404
        return acts[verb]

    def _handed_over(self):
        if change(self.row, MessageState.HANDED, by=self.request.user):
            self._record("sampaikan_pesan")
            messages.success(self.request, _("Tercatat: pesan sudah disampaikan."))

    def _be_silent(self):
        if self.told is None or self.told.person is None:
            return
        if Silence.objects.get_or_create(person=self.told.person, defaults={"by": self.request.user})[1]:
            self._record("jangan_hubungi")
        withdraw(self.row.event, self.row.record)
        messages.success(self.request, _("Tercatat: orang ini tidak dikirimi pesan lagi. Layanannya tetap sama."))

    def _record(self, verb):
        subjects = self.told.subjects if self.told else [self.row.record]
        record_act(verb, by=self.request.user, subjects=subjects, place=self.row.place)
