"""Every published value of the KPIs with cases on two real Odoo databases equals an independent computation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

import numpy
import pytest

from tests.acceptance import sales_truth
from tests.acceptance.truth import Case, Truth
from tests.conftest import CE_AS_OF, QUARTER_AS_OF
from tests.support import Installation

SCOPES = {
    "company_group": lambda case: "*",
    "company": lambda case: case.company,
    "department": lambda case: case.department,
    "warehouse": lambda case: case.warehouse,
}
PRODUCTION_RATES = {"mfg.schedule_attainment", "mfg.scrap_rate", "mfg.first_pass_yield"}
SALES_RATIOS = {"o2c.order_fulfilment", "o2c.on_time_delivery_rate", "o2c.fill_rate"}
RATIOS = {"p2p.on_time_receipt_rate", "p2p.maverick_rate"} | PRODUCTION_RATES | SALES_RATIOS
WITH_WAREHOUSE = RATIOS | {"p2p.supplier_lead_time", "mfg.lead_time"}
CASES: dict[str, Callable[[Truth], list[Case]]] = {
    "p2p.requisition_to_order": Truth.requisition_to_order,
    "p2p.supplier_lead_time": Truth.supplier_lead_time,
    "p2p.on_time_receipt_rate": Truth.on_time_receipt_rate,
    "p2p.maverick_rate": Truth.maverick_rate,
    "apr.step_duration": Truth.step_duration,
    "apr.document_duration": Truth.document_duration,
    "apr.levels": Truth.levels,
}
ALL_CASES = CASES | sales_truth.CASES


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> tuple[Installation, Truth]:
    """A published installation, and the truth about its database."""
    installation = request.getfixturevalue(request.param)
    as_of = datetime.fromisoformat(QUARTER_AS_OF if request.param == "quarter" else CE_AS_OF)
    return installation, Truth(installation.environment["ERP_DSN"], as_of.replace(tzinfo=None))


def month(day: date) -> date:
    return day.replace(day=1)


def values(installation: Installation, kpi_id: str) -> dict[tuple[date, str, str], tuple]:
    """(month, scope_type, scope_id) → value, numerator, denominator, measured, open, excluded; without nodes."""
    with installation.snapshot() as snapshot:
        rows = snapshot.execute(
            "select period_start, scope_type, scope_id, value, numerator, denominator, case_count, open_count,"
            " excluded_count from kpi_values where kpi_id = ? and period_type = 'month' and scope_type <> 'node'",
            [kpi_id],
        ).fetchall()
    return {row[:3]: row[3:] for row in rows}


def expected(kpi_id: str, cases: list[Case]) -> dict[tuple[date, str, str], tuple]:
    """The same from the truth's cases, by counting."""
    result = {}
    days = [day for case in cases for day in (case.opened, case.measured, case.excluded) if day]
    if not days:
        return {}
    # what is open is open in months without any event, too
    months = sorted({month(date.fromordinal(day)) for day in range(min(days).toordinal(), max(days).toordinal() + 1)})
    for scope_type, scope_of in SCOPES.items():
        if scope_type == "warehouse" and kpi_id not in WITH_WAREHOUSE:
            continue
        scoped = defaultdict(list)
        for case in cases:
            scoped[scope_of(case)].append(case)
        for scope_id, members in scoped.items():
            for each in months:
                measured = [case for case in members if case.measured and month(case.measured) == each]
                excluded = [case for case in members if case.excluded and month(case.excluded) == each]
                waiting = [
                    case
                    for case in members
                    if month(case.opened) <= each
                    and not (case.measured and month(case.measured) <= each)
                    and not (case.excluded and month(case.excluded) <= each)
                ]
                if not measured and not excluded and not waiting:
                    continue
                numbers = [case.value for case in measured]
                numerator: float | None = sum(numbers) if numbers else None
                denominator = float(sum(case.out_of for case in measured)) if numbers else None
                value = None
                if numbers and kpi_id in RATIOS:
                    value = numerator / denominator
                elif numbers and kpi_id == "apr.levels":
                    numerator = float(sum(case.steps for case in measured))
                    value = numerator / len(measured)
                elif numbers:
                    value = float(numpy.quantile(numbers, 0.5))
                counts = (len(measured), len(waiting), len(excluded))
                result[each, scope_type, scope_id] = (value, numerator, denominator, *counts)
    return result


def assert_same(found: dict, wanted: dict) -> None:
    assert set(found) == set(wanted)
    for key, numbers in wanted.items():
        assert found[key][3:] == numbers[3:], key
        for got, want in zip(found[key][:3], numbers[:3], strict=True):
            # a period without measured cases has no value; its sums are empty or zero
            if want is None:
                assert got in (None, 0.0), key
            else:
                assert got == pytest.approx(want, rel=1e-9, abs=1e-9), key


@pytest.mark.postgres
@pytest.mark.real_data
@pytest.mark.parametrize("kpi_id", ALL_CASES)
def test_every_value_and_count_equals_the_truth(published: tuple[Installation, Truth], kpi_id: str) -> None:
    installation, truth = published
    cases = ALL_CASES[kpi_id](truth)
    assert_same(values(installation, kpi_id), expected(kpi_id, cases))


@pytest.mark.postgres
@pytest.mark.real_data
@pytest.mark.parametrize("kpi_id", ALL_CASES)
def test_measured_open_and_excluded_add_up_to_all(published: tuple[Installation, Truth], kpi_id: str) -> None:
    installation, truth = published
    cases = ALL_CASES[kpi_id](truth)
    with installation.snapshot() as snapshot:
        counts = snapshot.execute(
            "select period_type, sum(case_count) + sum(excluded_count) + arg_max(open_count, period_start)"
            " from kpi_values where kpi_id = ? and scope_type = 'company_group' group by period_type",
            [kpi_id],
        ).fetchall()
    wanted = dict.fromkeys(("day", "week", "month"), len(cases))
    assert dict(counts) == (wanted if cases else {})


@pytest.mark.postgres
@pytest.mark.real_data
@pytest.mark.parametrize("kpi_id", ALL_CASES)
def test_the_exclusion_ledger_names_every_excluded_case_with_its_reason(
    published: tuple[Installation, Truth], kpi_id: str
) -> None:
    installation, truth = published
    with installation.snapshot() as snapshot:
        found = snapshot.execute(
            "select reason, excluded_on, count(*) from exclusions where kpi_id = ? group by all order by all",
            [kpi_id],
        ).fetchall()
    wanted: dict[tuple[str, date], int] = defaultdict(int)
    for case in ALL_CASES[kpi_id](truth):
        if case.reason and case.excluded:
            wanted[case.reason, case.excluded] += 1
    assert found == [(reason, day, count) for (reason, day), count in sorted(wanted.items())]


@pytest.mark.postgres
@pytest.mark.real_data
def test_a_source_that_links_no_requisition_shows_no_share_without_one(published: tuple[Installation, Truth]) -> None:
    installation, truth = published
    with installation.snapshot() as snapshot:
        (found,) = snapshot.execute(
            "select count(*) from kpi_value_variants where kpi_id = 'p2p.maverick_rate'"
            " and variant = 'without_requisition'"
        ).fetchone() or (0,)
    assert (found > 0) == bool(truth.links)


@pytest.mark.postgres
@pytest.mark.real_data
def test_the_backlog_of_every_month_equals_the_truth(published: tuple[Installation, Truth]) -> None:
    installation, truth = published
    found = values(installation, "apr.backlog_age")
    months = sorted({month(case.opened) for case in truth.step_duration()})
    wanted = {}
    for each in months:
        for scope_type, scope_of in SCOPES.items():
            if scope_type == "warehouse":
                continue
            scoped = defaultdict(list)
            for case in truth.backlog(each):
                scoped[scope_of(case)].append(case.value)
            for scope_id, ages in scoped.items():
                age = float(numpy.quantile(ages, 0.9))
                wanted[each, scope_type, scope_id] = (age, sum(ages), float(len(ages)), len(ages), 0, 0)
    unrecorded = [case for case in truth.step_duration() if case.reason == "request_not_recorded" and not case.measured]
    if not unrecorded:
        assert_same(found, wanted)
    else:
        assert {key: row for key, row in found.items() if row[3]}.keys() == wanted.keys()


@pytest.mark.postgres
@pytest.mark.real_data
def test_inventory_turns_and_days_equal_the_truth(published: tuple[Installation, Truth]) -> None:
    installation, truth = published
    turns, days = values(installation, "inv.turns"), values(installation, "inv.days_on_hand")
    groups = [key for key in turns if key[1] == "company_group"]
    assert groups
    for key in groups:
        cost, average = truth.stock(key[0])
        assert turns[key][1] == pytest.approx(cost, rel=1e-9, abs=1e-6)
        assert turns[key][2] == pytest.approx(average, rel=1e-9, abs=1e-6)
        if cost:
            assert turns[key][0] == pytest.approx(cost / average, rel=1e-9)
            assert days[key][0] == pytest.approx(365 * average / cost, rel=1e-9)


@pytest.mark.postgres
@pytest.mark.real_data
def test_warehouses_and_companies_add_up_to_the_groups_stock(published: tuple[Installation, Truth]) -> None:
    installation, _ = published
    turns = values(installation, "inv.turns")
    for scope_type in ("company", "warehouse"):
        for position in (1, 2):
            sums: dict[date, float] = defaultdict(float)
            for (each, kind, _scope), row in turns.items():
                if kind == scope_type:
                    sums[each] += row[position]
            for each, total in sums.items():
                assert total == pytest.approx(turns[each, "company_group", "*"][position], rel=1e-9, abs=1e-6)
