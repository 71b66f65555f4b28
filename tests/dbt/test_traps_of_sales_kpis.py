"""KPIs of order to cash on lines by which the known mistakes show: each of them gives another number.

Lines written into the canonical layer, the marts built by dbt over them, and the metrics compiled as a run does.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipelines.metrics import MetricLibrary
from tests.dbt.project import ThrowAwayProject

MARTS = ("mart_sales_deliveries",)
NOW = "2026-04-01 04:00:00"
ENTERED = datetime(2026, 3, 2, 1)
MARCH = date(2026, 3, 1)
# line → ordered, promised first and last (days of March), and what was delivered on which day of March
LINES: dict[str, tuple[int, int, int, dict[int, int]]] = {
    "in_time": (10, 10, 10, {5: 10}),
    "nothing": (30, 10, 10, {}),
    # promised for the 10th, put off to the 20th, delivered on the 15th
    "put_off": (10, 10, 20, {15: 10}),
    "half": (50, 10, 10, {9: 25, 12: 25}),
}


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Metric → its value of March, of the whole group."""
    project = ThrowAwayProject(tmp_path_factory.mktemp("traps"), variables={"as_of": NOW})
    kinds = ("--resource-type", "model", "--resource-type", "seed")
    project.dbt("build", "--empty", *kinds, "--select", *(f"+{mart}" for mart in MARTS))
    with project.connection() as connection:
        connection.execute(
            "insert into canonical.sales_orders (source_id, order_id, status, entered_at, confirmed_at, requested_at)"
            " values ('a', 'o', 'confirmed', ?, ?, ?)",
            [ENTERED, ENTERED.replace(hour=2), ENTERED.replace(day=12)],
        )
        for line, (ordered, first, latest, delivered) in LINES.items():
            connection.execute(
                "insert into canonical.sales_order_lines (source_id, order_line_id, order_id, status, line_kind,"
                " quantity_ordered_stock_unit, created_at, first_promised_at, latest_promised_at)"
                " values ('a', ?, 'o', 'confirmed', 'goods', ?, ?, ?, ?)",
                [line, ordered, ENTERED, ENTERED.replace(day=first), ENTERED.replace(day=latest)],
            )
            for day, quantity in delivered.items():
                connection.execute(
                    "insert into canonical.delivery_lines (source_id, delivery_line_id, order_line_id, shipped_at,"
                    " is_return, quantity_stock_unit) values ('a', ?, ?, ?, false, ?)",
                    [f"{line}:{day}", line, ENTERED.replace(day=day), quantity],
                )
    project.dbt("run", "--select", "fct_sales_order_lines", *MARTS)
    metrics = [
        "o2c_on_time_delivery_rate",
        "o2c_on_time_delivery_rate_as_requested",
        "o2c_on_time_delivery_rate_by_latest_promise",
        "o2c_fill_rate",
        "o2c_order_fulfilment",
        "order_fulfilment_p50",
        "order_fulfilment_p90",
        "order_fulfilment_opened",
        "order_fulfilment_measured",
        "deliveries_due",
    ]
    sql = MetricLibrary(project.target).compile(metrics, "month", None)
    with project.connection(read_only=True) as connection:
        found = connection.execute(sql).pl()
    [row] = found.filter(found["metric_time__month"].cast(date) == MARCH).to_dicts()
    return {name: float(row[name]) for name in metrics}


def test_a_line_with_nothing_delivered_fills_zero_of_what_it_ordered(march: dict[str, float]) -> None:
    """10 + 0 + 0 + 25 of 10 + 30 + 10 + 50. Without the zeros it were 0.58, as a mean of the lines 0.375 or 0.75."""
    assert march["o2c_fill_rate"] == pytest.approx(35 / 100)


def test_what_was_put_off_is_late_by_its_first_promise(march: dict[str, float]) -> None:
    """One line of four came by what was promised first; by the promise that was moved two did."""
    assert march["o2c_on_time_delivery_rate"] == pytest.approx(1 / 4)
    assert march["o2c_on_time_delivery_rate_by_latest_promise"] == pytest.approx(2 / 4)


def test_the_day_asked_for_is_another_than_the_one_promised(march: dict[str, float]) -> None:
    """Wanted on the 12th, which is later than promised: what came in two parts by then is in time."""
    assert march["o2c_on_time_delivery_rate_as_requested"] == pytest.approx(2 / 4)


def test_lines_that_are_closed_and_lines_that_are_open_are_due_alike(march: dict[str, float]) -> None:
    """Three lines are delivered and done with, one is open and overdue: all of them were due."""
    assert march["deliveries_due"] == len(LINES)


def test_fulfilment_is_the_sum_of_days_over_the_lines_delivered_beside_what_is_open(march: dict[str, float]) -> None:
    """3, 13 and 10 days; the line that waits since the second of March is no average of theirs, and is counted."""
    assert march["o2c_order_fulfilment"] == pytest.approx((3 + 13 + 10) / 3)
    assert march["order_fulfilment_p50"] == pytest.approx(10)
    assert march["order_fulfilment_p90"] == pytest.approx(10 + 0.8 * 3)
    assert march["order_fulfilment_opened"] - march["order_fulfilment_measured"] == 1
