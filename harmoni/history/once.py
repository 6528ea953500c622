"""A form that was opened once counts once: the same key and body give the same answer, never a second record."""

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from harmoni import cipher
from harmoni.history.atomicity import demand_transaction
from harmoni.history.models import Submission

KEPT_DAYS = 90


class Foreign(Exception):
    """The key belongs to somebody else."""


class Conflict(Exception):
    """The key was used for another body; carries the earlier submission."""

    def __init__(self, earlier: Submission):
        super().__init__(str(earlier.key))
        self.earlier = earlier


def once(
    key: UUID,
    *,
    actor: Any,
    route: str,
    body: Mapping[str, Any],
    act: Callable[[], str],
    shared: bool = False,
) -> str:
    """The answer (a path) of `act`, done at most once for this key, in the surrounding transaction.

    A second sender of the same key waits on the row of the first and then gets its answer. A key that stands on paper
    is `shared` by all who may hold it; any other belongs to one actor. Raises Foreign or Conflict; what `act` raises
    leaves no trace of the key, so a refused form may be mended and sent again.
    """
    demand_transaction("the key of a form")
    body_digest = cipher.digest(json.dumps(body, sort_keys=True, default=str), use="submission")
    with transaction.atomic():
        if _take(key, actor, route, body, body_digest):
            answer = act()
            Submission.objects.filter(key=key).update(answer=answer)
            return answer
    earlier = Submission.objects.get(key=key)
    if earlier.route != route or not (shared or earlier.actor_id == actor.pk):
        raise Foreign
    if bytes(earlier.body_digest) != body_digest:
        raise Conflict(earlier)
    return earlier.answer


def was_answered(key: UUID | None) -> bool:
    """Whether a form of this key has been taken already."""
    return key is not None and Submission.objects.filter(key=key).exists()


def forget(before: datetime.datetime) -> int:
    """Deletes the keys, and the sealed bodies, of forms sent earlier; returns how many. Their events stay."""
    return Submission.objects.filter(at__lt=before).delete()[0]


def _take(key, actor, route, body, body_digest):
    """Whether this is the first sender; whoever comes second has waited here until the first was done."""
    sealed = cipher.seal_json(dict(body), about=f"history.submission/{key}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO history_submission (key, actor_id, route, body_digest, body, answer)"
            " VALUES (%s, %s, %s, %s, %s, '') ON CONFLICT (key) DO NOTHING",
            [key, actor.pk, route, body_digest, sealed],
        )
        return cursor.rowcount == 1
