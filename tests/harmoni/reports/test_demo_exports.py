"""The demo shows one export that waits for the bendesa of Kuta, and one that has come and gone."""

from django.utils import timezone

from harmoni.reports.models import MOST_ALONE, Export
from harmoni.seeding.accounts import KUTA
from harmoni.seeding.exports_asked import ask_for_exports
from harmoni.seeding.world import World
from tests.cast import village


def test_one_waits_and_one_is_gone(cast):
    World("demo", today=timezone.localdate(), village=village(KUTA), waiting=0).fill(115)
    ask_for_exports(cast)
    waiting, gone = Export.objects.all()
    assert (waiting.status, waiting.count > MOST_ALONE, gone.status, gone.content) == ("waiting", True, "expired", None)
    assert set(waiting.open_moves(cast["bendesa.kuta"])) == {"izinkan", "tidak-izinkan"}
