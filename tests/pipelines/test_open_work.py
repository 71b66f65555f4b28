"""Open work of the demo company: plain SQL on its ERP's own file, and every cohort's median case by case."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.open_work import kaplan_meier, midnight_after, percentile
from tests.acceptance.working_time import local
from tests.support import Installation

# Saturday, Sunday, month ends, and the last day the run has seen
DAYS = [
    date(2026, 6, 12),
    date(2026, 6, 30),
    date(2026, 7, 25),
    date(2026, 8, 30),
    date(2026, 9, 30),
    date(2026, 10, 31),
]

# lines of sales orders: when they came in, were confirmed, were shipped in full, and when anything last happened
LINES = """
with lines as (
    select l.id, o.state, t.type = 'service' as is_service, o.create_date as entered,
        case when o.state = 'sale' then o.date_order end as confirmed,
        l.product_uom_qty / lu.factor * coalesce(pu.factor, lu.factor) as ordered
    from sale_order_line l join sale_order o on o.id = l.order_id join uom_uom lu on lu.id = l.product_uom
    -- some lines lack their item, some items their unit
    left join product_product p on p.id = l.product_id left join product_template t on t.id = p.product_tmpl_id
    left join uom_uom pu on pu.id = t.uom_id
    where l.display_type is null and not coalesce(l.is_downpayment, 0)
),
shipped as (
    select m.sale_line_id, m.date, sum(
        case when d.usage = 'customer' then 1 else -1 end * m.quantity / mu.factor * coalesce(pu.factor, mu.factor)
    ) over (partition by m.sale_line_id order by m.date, m.id) as so_far
    from stock_move m join stock_location s on s.id = m.location_id join stock_location d on d.id = m.location_dest_id
    join product_product p on p.id = m.product_id join product_template t on t.id = p.product_tmpl_id
    join uom_uom mu on mu.id = m.product_uom left join uom_uom pu on pu.id = t.uom_id
    where m.state = 'done' and m.sale_line_id is not null and (s.usage = 'customer') <> (d.usage = 'customer')
)
select lines.state, is_service, entered, confirmed,
    min(case when so_far >= ordered - 0.005 then date end) as completed,
    max(max(entered), max(coalesce(confirmed, entered)), max(coalesce(date, entered))) as last_event
from lines left join shipped on shipped.sale_line_id = lines.id group by lines.id
"""


@pytest.fixture(scope="module")
def sales_lines(demo_erp: Path) -> list[tuple]:
    with sqlite3.connect(f"file:{demo_erp}?mode=ro", uri=True) as connection:
        found = connection.execute(LINES).fetchall()
    return [(*row[:2], *(stamp and datetime.fromisoformat(stamp) for stamp in row[2:])) for row in found]


def published(demo: Installation, sql: str) -> list[tuple]:
    with demo.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def open_at(demo: Installation, stage: str, day: date) -> int:
    return published(
        demo,
        "select coalesce(sum(open_cases), 0) from marts.mart_work_in_process"
        f" where process = 'order_to_cash' and stage = '{stage}' and observed_on = '{day}'",
    )[0][0]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_open_sales_of_a_day_equal_plain_sql_on_the_erp(demo: Installation, sales_lines: list, day: date) -> None:
    end = midnight_after(day)
    whole = processing = fulfilment = 0
    for state, is_service, entered, confirmed, completed, last_event in sales_lines:
        if entered >= end or state == "cancel":
            continue
        is_completed = completed is not None or (is_service and confirmed is not None)
        whole += not (is_completed and last_event < end)
        processing += confirmed is None or confirmed >= end
        fulfilment += not is_service and confirmed is not None and confirmed < end <= (completed or datetime.max)
    assert (whole, processing, fulfilment) == tuple(
        open_at(demo, each, day) for each in ("*", "order_processing", "fulfilment")
    )


def intervals(demo: Installation) -> dict[tuple[str, str], list[tuple]]:
    """(company, department, entered, left, hours, working hours, finished) by process and stage, from the facts."""
    cases = published(
        demo,
        "select process, '*', company_id, department_id, started_at, ended_at, throughput_hours,"
        " throughput_working_hours, outcome = 'completed' from core.fct_process_cases where exclusion_reason is null",
    )
    # of stages that the case was cancelled in, the facts know no end: the case's own
    stages = published(
        demo,
        "select s.process, s.stage, s.company_id, s.department_id, s.entered_at,"
        " case when s.is_abandoned then greatest(c.ended_at, s.entered_at) else s.left_at end,"
        " case when s.is_abandoned then null else s.elapsed_hours end, s.working_hours, s.left_at is not null"
        " from core.fct_stage_durations s join core.fct_process_cases c using (case_id)"
        " where s.is_open or s.is_abandoned or s.elapsed_hours is not null",
    )
    found = defaultdict(list)
    for process, stage, *rest in cases + stages:
        found[process, stage].append(tuple(rest))
    return found


def test_arrivals_and_departures_of_the_whole_history_equal_the_facts(demo: Installation) -> None:
    expected = defaultdict(lambda: [0, 0])
    for (process, stage), rows in intervals(demo).items():
        for _, _, entered, left, *_ in rows:
            expected[process, stage, local(entered).date()][0] += 1
            if left:
                expected[process, stage, max(local(left), local(entered)).date()][1] += 1
    found = published(
        demo,
        "select process, stage, observed_on, sum(arrivals), sum(departures) from marts.mart_work_in_process"
        " group by all having sum(arrivals) + sum(departures) > 0",
    )
    assert {row[:3]: list(row[3:]) for row in found} == expected
    assert {row[0] for row in found} == {"procure_to_pay", "order_to_cash"}


def test_ages_at_the_end_of_each_month_equal_sorting_the_facts(demo: Installation) -> None:
    facts = intervals(demo)
    found = published(
        demo,
        "select process, stage, observed_on, open_cases, age_elapsed_hours_p50, age_elapsed_hours_p90"
        " from marts.mart_open_case_ages where company_id = '*' and department_id = '*'",
    )
    assert len(found) > 20
    for process, stage, month, *values in found:
        end = midnight_after((month + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        ages = [
            (end - entered).total_seconds() / 3600
            for _, _, entered, left, *_ in facts[process, stage]
            if entered < end and not (left and left < end)
        ]
        assert values == pytest.approx([len(ages), percentile(ages, 0.5), percentile(ages, 0.9)], abs=1e-6)


def test_censoring_aware_medians_equal_kaplan_and_meier_in_fractions(demo: Installation) -> None:
    cohorts = defaultdict(list)
    for (process, stage), rows in intervals(demo).items():
        for _, _, entered, left, hours, working, is_finished in rows:
            # a stage that was given up: seen until the case was cancelled
            until = (left - entered).total_seconds() / 3600 if hours is None else hours
            month = local(entered).date().replace(day=1)
            cohorts[process, stage, month].append((until, working, is_finished))
    found = published(
        demo,
        "select process, stage, entered_month, cases, finished_cases, elapsed_hours_p50, elapsed_hours_p90,"
        " working_hours_p50 from marts.mart_median_durations where company_id = '*'",
    )
    assert {row[:3] for row in found} == set(cohorts)
    assert any(row[5] is None for row in found), "nothing is so young that half of it is open"
    for *cohort, cases, finished, p50, p90, working_p50 in found:
        members = cohorts[tuple(cohort)]
        assert (cases, finished) == (len(members), sum(each[2] for each in members))
        observed = [(hours, is_finished) for hours, _, is_finished in members]
        assert [p50, p90] == [kaplan_meier(observed, 0.5), kaplan_meier(observed, 0.1)]
        if all(working is not None for _, working, _ in members):
            assert working_p50 == kaplan_meier([(working, done) for _, working, done in members], 0.5)
