"""The queues of one desa adat's desk as figures: how many wait behind each question, and since when. No names."""

import copy
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.dashboard.viewpoint import Viewpoint
from harmoni.home.queues import Card, queues_of
from harmoni.periodic.facts import day_in_words, number
from harmoni.periodic.periods import Period


def queue_facts(view: Viewpoint, period: Period, owner: User, place_name: str) -> dict[str, Any]:
    """The facts of a daily report, exact: it goes to those who see the very lists. `owner` keeps the book there."""
    at_this_desk = copy.copy(owner)
    at_this_desk.__dict__["current_assignments"] = [one for one in owner.current_assignments if one.path == view.path]
    cards = [card for card in queues_of(at_this_desk) if card.count]
    return {
        "kind": period.kind,
        "title": str(period.kind.label),
        "office": place_name,
        "place": place_name,
        "period": period.said,
        "as_of": day_in_words(timezone.localtime()),
        "before_as_of": "",
        "lead": _lead(cards),
        "tiles": [_tile(card) for card in cards],
        "tables": [],
        "map": None,
        "notes": [
            _("Dihitung dari antrean meja pada pagi ini; yang sudah dikerjakan sesudahnya masih ikut terhitung.")
        ],
        "hidden": [_("Nama tidak ditulis di sini: buka antreannya di meja.")],
    }


def _lead(cards):
    if not cards:
        return [_("Tidak ada yang menunggu. Semua antrean kosong.")]
    late = sum(card.count for card in cards if card.late)
    said = [
        _("%(n)s hal menunggu dalam %(queues)s antrean.")
        % {"n": number(sum(card.count for card in cards)), "queues": len(cards)}
    ]
    if late:
        said.append(
            _("%s di antaranya ada dalam antrean yang sudah lewat waktunya: kerjakan lebih dulu.") % number(late)
        )
    return said


def _tile(card: Card) -> dict[str, Any]:
    return {
        "metric": f"queue.{card.slug}",
        "label": str(card.question),
        "value": card.count,
        "before": None,
        "unit": "",
        "change": _since(card),
    }


def _since(card):
    if card.days is None:
        return ""
    if card.days > 0:
        return _("tertua %s hari") % card.days
    return _("hari ini") if card.days == 0 else _("%s hari lagi") % card.days_ahead
