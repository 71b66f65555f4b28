"""Open work and censoring-aware medians in SQL, on random cases, against counting case by case and exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.acceptance.open_work import elapsed, kaplan_meier, midnight_after, percentile
from tests.acceptance.working_time import local, working_hours
from tests.dbt.project import ThrowAwayProject

MODELS = ("mart_work_in_process", "mart_open_case_ages", "mart_median_durations")
# the project's own "now", which every example replaces by its own
NOW = "2026-10-31 16:00:00"
FIRST, LAST = datetime(2026, 1, 20), datetime(2026, 3, 12)
ENDINGS = ("finished", "finished", "cancelled", "open")


@dataclass(frozen=True)
class Interval:
    """A case as a whole or in a stage; what ends after now is open."""

    stage: str
    company: str
    department: str
    entered: datetime
    left: datetime | None
    ending: str


# on the hour and often: several must fall on one moment, and on midnights
moments = st.one_of(
    st.integers(0, 24 * (LAST - FIRST).days).map(lambda hours: FIRST + timedelta(hours=hours)),
    st.datetimes(FIRST, LAST),
)
drawn = st.tuples(
    st.sampled_from(["*", "stage"]),
    st.sampled_from(["c1", "c2"]),
    st.sampled_from(["d1", "d2"]),
    moments,
    st.one_of(st.integers(0, 40).map(float), st.floats(0, 900)),
    st.sampled_from(ENDINGS),
)


def seen(cases: list[tuple], now: datetime) -> list[Interval]:
    """The cases as a run with this "now" sees them."""
    found = []
    for stage, company, department, entered, hours, ending in cases:
        left = entered + timedelta(hours=hours)
        if entered > now:
            continue
        if ending == "open" or left > now:
            found.append(Interval(stage, company, department, entered, None, "open"))
        else:
            found.append(Interval(stage, company, department, entered, left, ending))
    return found


class Marts:
    """The compiled marts over a table of intervals that the tests fill."""

    def __init__(self, project: ThrowAwayProject) -> None:
        project.dbt(
            "build",
            "--select",
            "+dim_working_days",
            "+working_time_axis",
            "--resource-type",
            "model",
            "--resource-type",
            "seed",
        )
        project.dbt("compile", "--select", *MODELS)
        compiled = project.target / "compiled"
        self._sql = {name: next(compiled.rglob(f"{name}.sql")).read_text(encoding="utf-8") for name in MODELS}
        assert all(NOW in sql for name, sql in self._sql.items() if name != "mart_median_durations")
        self.connection = project.connection()
        self.connection.execute(
            "create or replace table core.fct_process_intervals (process varchar, stage varchar, company_id varchar,"
            " department_id varchar, schedule_id varchar, entered_at timestamp, left_at timestamp, ending varchar,"
            " elapsed_hours double, working_hours double)"
        )

    def fill(self, intervals: list[Interval], now: datetime) -> None:
        self.connection.execute("delete from core.fct_process_intervals")
        rows = [
            (
                "p", each.stage, each.company, each.department, "company", each.entered, each.left, each.ending,
                elapsed(each.entered, each.left or now), working_hours(each.entered, each.left or now),
            )
            for each in intervals
        ]  # fmt: skip
        if rows:
            marks = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            self.connection.executemany(f"insert into core.fct_process_intervals values {marks}", rows)

    def rows(self, name: str, now: datetime, key: int) -> dict[tuple, tuple]:
        """The mart's rows by their first columns."""
        sql = self._sql[name].replace(NOW, now.isoformat(" "))
        found = self.connection.execute(sql).fetchall()
        assert len({row[:key] for row in found}) == len(found)
        return {row[:key]: row[key:] for row in found}


def there_on(day: date, intervals: list[Interval]) -> list[Interval]:
    """Who is open at the end of a local day."""
    return [
        each
        for each in intervals
        if local(each.entered).date() <= day and not (each.left and local(each.left).date() <= day)
    ]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marts]:
    made = Marts(ThrowAwayProject(tmp_path_factory.mktemp("open_work")))
    yield made
    made.connection.close()


of_random_cases = given(cases=st.lists(drawn, max_size=12), now=moments)
often = settings(max_examples=40, deadline=None)
# now at the company's midnight, and one that came and went at that very moment
at_midnight = example(
    cases=[("*", "c1", "d1", datetime(2026, 2, 27, 16), 24.0, "finished"), ("*", "c1", "d1", FIRST, 1.0, "open")],
    now=datetime(2026, 2, 28, 16),
)


@of_random_cases
@often
@at_midnight
def test_open_work_of_every_day_equals_counting_case_by_case(marts: Marts, cases: list, now: datetime) -> None:
    intervals = seen(cases, now)
    marts.fill(intervals, now)
    expected = {}
    groups = defaultdict(list)
    for each in intervals:
        groups[each.stage, each.company, each.department].append(each)
    for group, mine in groups.items():
        day = local(FIRST).date()
        # a day that begins with now has not been seen
        while midnight_after(day - timedelta(days=1)) < now:
            end = min(midnight_after(day), now)
            arrived = sum(1 for each in mine if local(each.entered).date() == day)
            departed = sum(1 for each in mine if each.left and local(each.left).date() == day)
            there = there_on(day, mine)
            if there or arrived or departed:
                expected["p", *group, day] = pytest.approx(
                    (
                        len(there), arrived, departed,
                        sum(elapsed(each.entered, end) for each in there),
                        sum(working_hours(each.entered, end) for each in there),
                    ),
                    abs=1e-6,
                )  # fmt: skip
            day += timedelta(days=1)
    assert marts.rows("mart_work_in_process", now, 5) == expected


@of_random_cases
@often
@at_midnight
def test_ages_at_month_ends_equal_sorting_what_was_open_then(marts: Marts, cases: list, now: datetime) -> None:
    intervals = seen(cases, now)
    marts.fill(intervals, now)
    expected = {}
    for month in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
        next_month = (month + timedelta(days=32)).replace(day=1)
        if midnight_after(month - timedelta(days=1)) >= now:
            continue
        at = min(midnight_after(next_month - timedelta(days=1)), now)
        # a day that begins with now has not been seen
        last_day = local(at - timedelta(microseconds=1)).date()
        ages = defaultdict(list)
        for each in there_on(last_day, intervals):
            for company, department in ((each.company, each.department), (each.company, "*"), ("*", "*")):
                ages["p", each.stage, company, department, month].append(each.entered)
        for key, entered in ages.items():
            clock, work = ([span(start, at) for start in entered] for span in (elapsed, working_hours))
            expected[key] = (
                at,
                len(entered),
                *(
                    pytest.approx(percentile(values, share), abs=1e-6)
                    for values in (clock, work)
                    for share in (0.5, 0.9)
                ),
                pytest.approx(max(clock), abs=1e-6),
            )
    assert marts.rows("mart_open_case_ages", now, 5) == expected


@of_random_cases
@often
def test_the_censoring_aware_median_equals_kaplan_and_meier_in_fractions(
    marts: Marts, cases: list, now: datetime
) -> None:
    intervals = seen(cases, now)
    marts.fill(intervals, now)
    cohorts = defaultdict(list)
    for each, company in product(intervals, (None, "*")):
        cohorts["p", each.stage, company or each.company, local(each.entered).date().replace(day=1)].append(each)
    expected = {}
    for key, members in cohorts.items():
        counts = [sum(1 for each in members if each.ending == ending) for ending in ("finished", "cancelled", "open")]
        observed = [
            [(span(each.entered, each.left or now), each.ending == "finished") for each in members]
            for span in (elapsed, working_hours)
        ]
        quantiles = [kaplan_meier(observations, share) for observations in observed for share in (0.5, 0.1)]
        expected[key] = (len(members), *counts, 0, *quantiles)
    assert marts.rows("mart_median_durations", now, 4) == expected


def test_a_backlog_makes_the_median_longer_than_that_of_the_finished_alone(marts: Marts) -> None:
    """Three were quick, four wait since Monday: half of the seven have lasted longer than any that finished."""
    now = datetime(2026, 3, 6, 10)
    monday = datetime(2026, 3, 2, 1)
    cases = [("*", "c1", "d1", monday, float(hours), "finished") for hours in (1, 2, 3)]
    cases += [("*", "c1", "d1", monday, 0.0, "open")] * 4
    marts.fill(seen(cases, now), now)
    assert marts.rows("mart_median_durations", now, 4)["p", "*", "c1", date(2026, 3, 1)][:6] == (7, 3, 0, 4, 0, None)
    cases[3] = ("*", "c1", "d1", monday, 30.0, "finished")
    marts.fill(seen(cases, now), now)
    assert marts.rows("mart_median_durations", now, 4)["p", "*", "c1", date(2026, 3, 1)][5] == 30.0
