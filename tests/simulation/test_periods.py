"""Days, weeks and running periods of a simulated company: their values, and what they are compared with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy
import pytest

from seeds.simulation.life import live
from seeds.simulation.odoo.targets import SqliteFile
from seeds.simulation.odoo.writer import write_odoo, write_truth
from tests.acceptance.test_kpis_on_odoo import RATIOS, SCOPES, WITH_WAREHOUSE
from tests.acceptance.truth import Case
from tests.simulation.test_simulated_company import CASES
from tests.simulation.truth import SimulatedTruth
from tests.support import Installation

# a Friday in the middle of a month; the Saturday after it is not a day that the run sees whole
LAST_DAY = date(2026, 10, 16)
AS_OF = "2026-10-16T16:00:00Z"
ONE_DAY = timedelta(days=1)
# Odoo records no rework, and on a first load has lost the plans of what is complete
NEVER_MEASURED = {"mfg.first_pass_yield", "mfg.schedule_attainment"}
STARTS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, SimulatedTruth]:
    """A simulated company that is looked at in the middle of a month and a week, and the truth about it."""
    folder = tmp_path_factory.mktemp("periods")
    life = live(scale=0.1, months=15, seed=4, until=LAST_DAY)
    write_odoo(life, SqliteFile(folder / "erp.sqlite"))
    write_truth(life, folder / "truth")
    source = {"name": "sim", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF, "personal_data": {"mode": "keep"}})
    installation.run()
    as_of = datetime.fromisoformat(AS_OF).replace(tzinfo=None)
    return installation, SimulatedTruth(folder / "truth", as_of, "sim")


def scoped(kpi_id: str, cases: list[Case]) -> Iterator[tuple[tuple[str, str], list[Case]]]:
    """Scope → its cases."""
    for scope_type, scope_of in SCOPES.items():
        if scope_type == "warehouse" and kpi_id not in WITH_WAREHOUSE:
            continue
        members = defaultdict(list)
        for case in cases:
            members[scope_of(case)].append(case)
        yield from (((scope_type, scope_id), of_scope) for scope_id, of_scope in members.items())


def value_of(kpi_id: str, measured: list[Case]) -> float:
    if kpi_id == "apr.levels":
        return sum(case.steps for case in measured) / len(measured)
    numbers = [case.value for case in measured]
    if kpi_id in RATIOS:
        return sum(numbers) / sum(case.out_of for case in measured)
    return float(numpy.quantile(numbers, 0.5))


@pytest.mark.parametrize("period_type", ["day", "week"])
@pytest.mark.parametrize("kpi_id", CASES)
def test_values_of_days_and_weeks_equal_the_truth(
    published: tuple[Installation, SimulatedTruth], kpi_id: str, period_type: str
) -> None:
    installation, truth = published
    start = STARTS[period_type]
    with installation.snapshot() as snapshot:
        rows = snapshot.execute(
            "select scope_type, scope_id, period_start, value, case_count, open_count, excluded_count,"
            " is_complete_period from kpi_values where kpi_id = ? and period_type = ? and scope_type <> 'node'",
            [kpi_id, period_type],
        ).fetchall()
    found = {row[:3]: row[3:7] for row in rows}
    assert {row[2] for row in rows if not row[7]} == ({date(2026, 10, 12)} if period_type == "week" else set())
    cases = CASES[kpi_id](truth)
    # what is open is open on Sundays, too
    happened = {start(day) for case in cases for day in (case.opened, case.measured, case.excluded) if day}
    days = [min(happened) + n * ONE_DAY for n in range((max(happened) - min(happened)).days + 1)]
    periods = {start(day) for day in days}
    wanted = {}
    for scope, members in scoped(kpi_id, cases):
        by_period = defaultdict(list)
        for case in members:
            if case.measured:
                by_period[start(case.measured)].append(case)
        opened = Counter(start(case.opened) for case in members)
        excluded = Counter(start(case.excluded) for case in members if case.excluded)
        waiting = 0
        for period in sorted(periods):
            measured = by_period[period]
            waiting += opened[period] - len(measured) - excluded[period]
            if measured or excluded[period] or waiting:
                value = value_of(kpi_id, measured) if measured else None
                wanted[*scope, period] = (value, len(measured), waiting, excluded[period])
    assert len(wanted) > 100
    assert found.keys() == wanted.keys()
    for key, (value, *counts) in wanted.items():
        assert list(found[key][1:]) == counts, key
        assert found[key][0] == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), key


@pytest.mark.parametrize("kpi_id", CASES)
def test_every_value_is_compared_with_the_same_stretch_of_the_earlier_period(
    published: tuple[Installation, SimulatedTruth], kpi_id: str
) -> None:
    installation, truth = published
    with installation.snapshot() as snapshot:
        keys = "scope_type, scope_id, period_type, period_start"
        values = snapshot.execute(
            f"select {keys} from kpi_values where kpi_id = ? and scope_type <> 'node'", [kpi_id]
        ).fetchall()
        rows = snapshot.execute(
            f"select {keys}, basis, compared_from, compared_until, value, case_count from kpi_comparisons"
            " where kpi_id = ? and scope_type <> 'node'",
            [kpi_id],
        ).fetchall()
    measured_on = defaultdict(lambda: defaultdict(list))
    for scope, members in scoped(kpi_id, CASES[kpi_id](truth)):
        for case in members:
            if case.measured:
                measured_on[scope][case.measured].append(case)
    found = {row[:5]: row[5:] for row in rows}
    running = {("week", date(2026, 10, 12)), ("month", date(2026, 10, 1))}
    assert {key[2:4] for key in found} >= running or kpi_id in NEVER_MEASURED
    seen = 0
    for *scope, period_type, period in values:
        for basis in ("previous", "year_ago"):
            first, until = earlier(period_type, period, basis)
            days = [first + n * ONE_DAY for n in range((until - first).days)]
            cases = [case for day in days for case in measured_on[tuple(scope)][day]]
            row = found.pop((*scope, period_type, period, basis), None)
            if not cases:
                assert row is None or row[3] == 0
                continue
            seen += 1
            assert row is not None, (scope, period_type, period, basis)
            assert (*row[:2], row[3]) == (first, until, len(cases))
            assert row[2] == pytest.approx(value_of(kpi_id, cases), rel=1e-9, abs=1e-9)
    assert not found
    assert seen > 100 or kpi_id in NEVER_MEASURED


def earlier(period_type: str, period: date, basis: str) -> tuple[date, date]:
    """The days that a period is compared with, worked out for this test's moment alone."""
    if (period_type, period, basis) == ("month", date(2026, 10, 1), "previous"):
        return date(2026, 9, 1), date(2026, 9, 17)
    if (period_type, period, basis) == ("month", date(2026, 10, 1), "year_ago"):
        return date(2025, 10, 1), date(2025, 10, 17)
    if (period_type, period, basis) == ("week", date(2026, 10, 12), "previous"):
        return date(2026, 10, 5), date(2026, 10, 10)
    if (period_type, period, basis) == ("week", date(2026, 10, 12), "year_ago"):
        return date(2025, 10, 13), date(2025, 10, 18)
    if period_type == "month" and basis == "previous":
        return (period - ONE_DAY).replace(day=1), period
    if period_type == "month":
        first = period.replace(year=period.year - 1)
        return first, (first + 31 * ONE_DAY).replace(day=1)
    length = ONE_DAY if period_type == "day" else 7 * ONE_DAY
    first = period - (length if basis == "previous" else 364 * ONE_DAY)
    return first, first + length
