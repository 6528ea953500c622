import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmoni.dashboard.disclosure import median_days, share, shown

counts = st.integers(min_value=0, max_value=5_000_000)


@pytest.mark.parametrize(
    ("count", "told"), [(1, None), (7, None), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1003, 1005)]
)
def test_small_counts_are_hidden_and_others_rounded(count, told):
    assert shown(count, zero_ok=True) == told


def test_zero_is_told_only_where_many_live():
    assert shown(0, zero_ok=True) == 0
    assert shown(0, zero_ok=False) is None


@given(counts, st.booleans())
def test_nothing_between_one_and_seven_is_ever_told_and_nothing_is_off_by_more_than_two(count, zero_ok):
    told = shown(count, zero_ok=zero_ok)
    if told is None:
        assert count < 8
    else:
        assert told % 5 == 0
        assert abs(told - count) <= 2
        assert told == 0 or told >= 10


@given(st.integers(min_value=8, max_value=100_000))
def test_ten_more_people_are_ten_more_in_the_figure(count):
    assert shown(count + 10, zero_ok=True) == shown(count, zero_ok=True) + 10


@given(st.lists(st.integers(min_value=1, max_value=7), min_size=2, max_size=2))
def test_two_hidden_counts_look_alike(pair):
    assert shown(pair[0], zero_ok=False) == shown(pair[1], zero_ok=False) == shown(0, zero_ok=False)


def test_a_share_is_of_told_numbers():
    assert share(25, 100) == 25
    assert share(None, 100) is None
    assert share(10, 0) is None
    assert share(10, None) is None


def test_a_told_zero_is_no_per_cent_and_a_hidden_one_is_hidden():
    assert share(0, 100) == 0
    assert share(0, 0) is None


@pytest.mark.parametrize(
    ("hours", "told"), [(0, 0), (11.9, 0), (12, 1), (35.9, 1), (36, 2), (60, 3), (84, 4), (24 * 100, 100)]
)
def test_a_median_is_told_in_whole_days_and_half_a_day_rounds_up(hours, told):
    assert median_days(datetime.timedelta(hours=hours), 8) == told


def test_a_median_of_fewer_than_eight_is_hidden():
    assert median_days(datetime.timedelta(days=3), 7) is None
    assert median_days(None, 0) is None
