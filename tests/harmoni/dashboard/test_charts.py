from hypothesis import given
from hypothesis import strategies as st

from harmoni.dashboard.charts import Bar, Column, bars, columns, limits, map_of, most, shade_of, shades

told = st.one_of(st.none(), st.just(0), st.integers(min_value=2, max_value=100_000).map(lambda n: n * 5))


def rows(*values):
    return [
        Bar(code=f"51{n:02}", name=f"Tempat {n}", metric=f"stays.active.51{n:02}", value=value)
        for n, value in enumerate(values, 1)
    ]


def test_bars_run_from_the_largest_to_zero_with_hidden_ones_before_zero():
    drawn = bars(rows(0, 10, None, 200))
    assert [(bar.value, bar.length) for bar in drawn] == [(200, "100%"), (10, "5%"), (None, ""), (0, "")]


def test_what_says_most_needs_two_told_numbers_and_one_that_is_larger():
    assert most(bars(rows(10, None))) is None
    assert most(bars(rows(10, 10, 5))) is None
    assert most(bars(rows(30, 10, None)))[1] == 75


@given(st.lists(told, max_size=30))
def test_every_told_number_has_its_shade_and_hidden_ones_have_theirs(values):
    key = shades(values)
    for value in values:
        word = shade_of(value, key)
        if value is None:
            assert word == "shade-hidden"
        elif value == 0:
            assert word == "shade-0"
        else:
            (shade,) = [one for one in key if one.lowest <= value <= one.highest]
            assert word == f"shade-{shade.number}"


@given(st.integers(min_value=2, max_value=100_000).map(lambda n: n * 5))
def test_limits_rise_are_told_numbers_and_end_at_the_largest(top):
    found = limits(top)
    assert found == sorted(set(found))
    assert all(limit % 5 == 0 for limit in found)
    assert found[-1] == top


def test_a_map_is_drawn_where_there_is_a_drawing():
    assert map_of("5311", rows(10)) is None
    drawn = map_of("51", rows(200, None, 0, 10))
    assert drawn.areas == {"shade-5": ["5101"], "shade-hidden": ["5102"], "shade-0": ["5103"], "shade-1": ["5104"]}
    assert (drawn.has_hidden, drawn.has_zero) == (True, True)


def test_columns_stand_side_by_side_and_hidden_ones_have_no_height():
    drawn = columns([Column(f"2026-{n:02}", "", "", value, False) for n, value in enumerate([100, None, 50], 1)])
    assert [column.height for column in drawn] == [120, 0, 60]
    assert [column.year for column in drawn] == ["2026", "", ""]
    assert drawn[0].metric == "arrivals.month.2026-01"
