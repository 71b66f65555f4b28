"""Working time in SQL, over the seeds as dbt loads them, against working time by brute force from another calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.acceptance.working_time import working_hours
from tests.dbt.project import ThrowAwayProject

FIRST, LAST = datetime(2025, 1, 1), datetime(2026, 12, 30)

# what every model with a duration writes, over a table of pairs of UTC stamps
DURATIONS = """
select pair_id, {{ working_hours_between(
    working_position('start_day', 'started_at'), working_position('end_day', 'ended_at'), 'started_at', 'ended_at'
) }} as working_hours
from temp.pairs
{{ join_working_day('start_day', 'started_at') }}
{{ join_working_day('end_day', 'ended_at') }}
order by pair_id
"""
stamps = st.one_of(
    st.datetimes(FIRST, LAST),
    # on the hour: where windows and days begin and end
    st.integers(0, 24 * (LAST - FIRST).days).map(lambda hours: FIRST + timedelta(hours=hours)),
)
pairs = st.tuples(stamps, stamps).map(sorted)


class Durations:
    """Working hours of pairs of stamps, by the compiled SQL in a warehouse that holds the calendar."""

    def __init__(self, project: ThrowAwayProject) -> None:
        project.dbt("build", "--select", "+working_time_axis", "--resource-type", "model", "--resource-type", "seed")
        output = project.dbt("compile", "--inline", DURATIONS, "--output", "json")
        self._sql = json.loads(output[output.index("{") :])["compiled"]
        self._connection = project.connection()

    def __call__(self, stamp_pairs: list[tuple[datetime, datetime]]) -> list[float | None]:
        self._connection.execute(
            "create or replace temp table pairs as"
            " select unnest($1::int[]) as pair_id, unnest($2::timestamp[]) as started_at,"
            " unnest($3::timestamp[]) as ended_at",
            [list(range(len(stamp_pairs))), *map(list, zip(*stamp_pairs, strict=True))],
        )
        return [None if row[1] is None else float(row[1]) for row in self._connection.execute(self._sql).fetchall()]

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def durations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Durations]:
    made = Durations(ThrowAwayProject(tmp_path_factory.mktemp("working_time")))
    yield made
    made.close()


@given(st.lists(pairs, min_size=1, max_size=10))
@settings(max_examples=100, deadline=None)
# a make-up Saturday, all of Spring Festival, lunch, a night, and the same moment twice
@example([(datetime(2026, 2, 28, 1), datetime(2026, 2, 28, 10))])
@example([(datetime(2026, 2, 13, 9), datetime(2026, 2, 24, 2))])
@example([(datetime(2026, 3, 2, 4), datetime(2026, 3, 2, 5)), (datetime(2026, 3, 2, 10), datetime(2026, 3, 3, 1))])
@example([(datetime(2026, 3, 2, 2), datetime(2026, 3, 2, 2))])
def test_working_time_in_sql_equals_brute_force(durations: Durations, stamp_pairs: list) -> None:
    expected = [working_hours(start, end) for start, end in stamp_pairs]
    assert durations(stamp_pairs) == pytest.approx(expected, abs=1e-6)


def test_working_time_by_hand(durations: Durations) -> None:
    """Friday 17:00 to Monday 10:00 in Shanghai is two hours; half past one is in the afternoon's window."""
    friday, monday = datetime(2026, 3, 6, 9), datetime(2026, 3, 9, 2)
    lunch = datetime(2026, 3, 9, 4, 30), datetime(2026, 3, 9, 5, 30)
    assert durations([(friday, monday), lunch]) == [2.0, 0.5]


def test_a_second_backwards_is_rounding_and_more_is_disorder(durations: Durations) -> None:
    start = datetime(2026, 3, 9, 2)
    assert durations([(start, start - timedelta(seconds=0.9)), (start, start - timedelta(seconds=1))]) == [0.0, None]


def test_a_stamp_outside_the_calendar_has_no_working_time(durations: Durations) -> None:
    inside = datetime(2026, 3, 9, 2)
    assert durations([(datetime(1999, 1, 1), inside), (inside, datetime(2040, 1, 1))]) == [None, None]
