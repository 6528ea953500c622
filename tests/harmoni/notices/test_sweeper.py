import pytest

from harmoni.notices.sweeper import STUCK_SECONDS, is_stuck


@pytest.mark.parametrize(
    ("idle", "waiting", "stuck"),
    [(0, 5, False), (STUCK_SECONDS + 1, 0, False), (STUCK_SECONDS, 5, False), (STUCK_SECONDS + 1, 1, True)],
)
def test_a_worker_is_stuck_when_messages_wait_and_none_is_taken(idle, waiting, stuck):
    assert is_stuck(idle, waiting) is stuck
