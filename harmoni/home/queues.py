"""The desk's queues: gathered here, since the roof may know every book and no book knows the desk."""

import contextlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adat.mediation import queues as mediation
from adat.mediation.models import Case, Seat
from adat.prevention import queues as prevention
from adat.prevention.models import ActionPlan, Dialogue, EarlyWarning, Evaluation, PlanReport
from adat.villages.models import LevyReport
from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.notices.models import Message, Notice
from registrations.certification import queues as certification
from registrations.certification.models import Briefing, Candidate, Recommendation
from registrations.people.models import PossibleDuplicate
from registrations.people.queues import Queue
from registrations.residency import queues as residency
from registrations.residency.models import ClashSide, CorrectionRequest, Question, Stay, Transfer

MOST = 200  # rows of one question that the desk counts
# Questions behind which a person waits, or a day that comes soon: before the long lists that can wait.
WAITED_FOR = (
    *("perkara", "kursi", "jawaban", "perbaikan", "keberatan-perbaikan", "akan-pindah", "laporan", "segera"),
    "pengingat",
)
TO_ANSWER = Queue(
    "laporan",
    "",
    _("Laporan pungutan mana yang belum dijawab?"),
    _("Baca dan jawab"),
    "open",
    "due_on",
    Permission.LEVY_REPORT_ANSWER,
    patience=0,
)
ROOMS = (
    ("certification:candidates", Candidate, certification.CLERK),
    ("certification:briefings", Briefing, [certification.TO_RECORD]),
    ("certification:recommendations", Recommendation, [certification.TO_DECIDE]),
    ("residency:list", Stay, residency.QUEUES),
    ("residency:answers", Question, [residency.ANSWERS]),
    ("residency:clashes", ClashSide, [residency.TO_SETTLE]),
    ("residency:coming", Transfer, [residency.COMING]),
    ("levy:list", LevyReport, [TO_ANSWER]),
    ("prevention:warnings", EarlyWarning, [prevention.TO_WEIGH, prevention.TO_ANSWER]),
    ("prevention:dialogues", Dialogue, [prevention.HELD_TO_RECORD]),
    ("prevention:evaluations", Evaluation, [prevention.EVALUATION_TO_ANSWER]),
    ("prevention:plans", ActionPlan, [prevention.PLAN_TO_DECIDE]),
    ("prevention:reports", PlanReport, [prevention.REPORT_TO_DECIDE]),
    ("mediation:list", Case, [mediation.CASES]),
    ("mediation:list", Seat, [mediation.INVITED]),
    ("residency:requests", CorrectionRequest, [residency.REQUESTS, residency.OBJECTIONS]),
)
INBOX = Queue(
    "pengingat",
    "",
    _("Pengingat mana yang belum dikerjakan?"),
    _("Buka pengingat"),
    "open",
    "created_at",
    Permission.NOTICE_READ,
)
TO_SEND = Queue(
    "pesan",
    "",
    _("Pesan mana yang perlu Anda sampaikan?"),
    _("Buka pesan"),
    "by_hand",
    "created_at",
    Permission.NOTICE_READ,
    quiet=True,
)


@dataclass(frozen=True)
class Card:
    """One question of the desk. `days` is how long the oldest waits (negative: how soon it is due), None when empty.

    Nobody works through more than `MOST` in a day: behind that it only says that there are more.
    """

    slug: str
    question: Any
    button: Any
    url: str
    count: int
    days: int | None
    late: bool = False

    @property
    def days_ahead(self):
        return -self.days

    @property
    def said(self):
        """`12`, or `200+`."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


def queues_of(user: User) -> list[Card]:
    """The cards of what this person may do something about: the late first, then those somebody waits behind.

    The quiet ones are there only while they have something to ask. The desk shows the first few and folds the rest.
    """
    return sorted(_cards(user), key=lambda card: (not card.late, not card.count, card.slug not in WAITED_FOR))


def _cards(user):
    asked = [(queue, f"{reverse(room)}?antre={queue.slug}", rows) for room, queue, rows in _questions(user)]
    if user.may(INBOX.permission):
        asked.append((INBOX, reverse("home:inbox"), Notice.objects.addressed_to(user).open()))
        asked.append((TO_SEND, reverse("mailroom:list"), Message.objects.addressed_to(user).by_hand()))
    counted = _counted([(queue, rows) for queue, _url, rows in asked])
    for (queue, url, _rows), (count, oldest) in zip(asked, counted, strict=True):
        if count or not queue.quiet:
            yield _card(queue, url, count, oldest)


def _questions(user):
    """(the room's list, the queue, its rows) of every question that this person's rights answer."""
    for room, model, queues in ROOMS:
        for queue in queues:
            if user.may(queue.permission):
                yield room, queue, getattr(model.objects.visible_to(user, queue.permission), queue.method)()
    if user.may(certification.EXPECTED.permission):
        yield "expected:list", certification.EXPECTED, Candidate.objects.awaited_by(user).expected()
    if user.may(residency.TO_COMPARE.permission):
        yield "residency:duplicates", residency.TO_COMPARE, PossibleDuplicate.objects.of_book(user).awaiting()


def _counted(questions):
    """(how many, the day of the oldest) of each (queue, rows): all of them in one statement, each to `MOST` and one."""
    parts, values = [], []
    for number, (queue, rows) in enumerate(questions):
        with contextlib.suppress(EmptyResultSet):
            sql, own = rows.order_by(queue.clock).values_list(queue.clock)[: MOST + 1].query.sql_with_params()
            parts.append(f"SELECT {number}, count(*), {_day_of(rows, queue)} FROM ({sql}) AS question (day)")  # noqa: S608
            values += own
    found = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found = {number: (count, oldest) for number, count, oldest in cursor.fetchall()}
    return [found.get(number, (0, None)) for number in range(len(questions))]


def _day_of(rows, queue):
    """A moment counts as the day on which people here lived it."""
    if isinstance(rows.model._meta.get_field(queue.clock), DateTimeField):
        return f"(min(day) AT TIME ZONE '{timezone.get_current_timezone_name()}')::date"
    return "min(day)"


def _card(queue, url, count, oldest):
    days = (timezone.localdate() - oldest).days if oldest else None
    late = queue.patience is not None and days is not None and days > queue.patience
    return Card(queue.slug, queue.question, queue.button, url, count, days, late)
