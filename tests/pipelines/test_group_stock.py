"""Stock of three companies in three currencies, read through the real command line; every number worked out by hand."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.pipelines.odoo_database import BOLT, CUSTOMERS, LOSS, MOTOR, STOCK, SUPPLIERS, UNITS, OdooDatabase, stamp
from tests.support import Installation

# 14:30 of 15 May in Shanghai
AS_OF = "2026-05-15T06:30:00Z"
RUNNING_DAY = 14.5 / 24
MAY = date(2026, 5, 1)
PLACES = {1: STOCK, 2: 22, 3: 23}


def move(odoo: OdooDatabase, company: int, at: str, origin: int, target: int, quantity: float, value: float) -> int:
    """A completed move of motors in a company, with its layer."""
    number = odoo.insert(
        "stock_move", state="done", product_id=MOTOR, product_uom=UNITS, product_uom_qty=quantity, quantity=quantity,
        location_id=origin, location_dest_id=target, date=stamp(at), create_date=stamp(at), company_id=company,
    )  # fmt: skip
    layer(odoo, company, at, value, quantity if value > 0 else -quantity, number)
    return number


def layer(odoo: OdooDatabase, company: int, at: str, value: float, quantity: float, of_move: int) -> None:
    odoo.insert(
        "stock_valuation_layer", company_id=company, product_id=MOTOR, quantity=quantity, value=value,
        create_date=stamp(at), stock_move_id=of_move,
    )  # fmt: skip


def write_group(odoo: OdooDatabase) -> None:
    odoo.insert("res_currency", id=3, name="EUR", decimal_places=2)
    for company, currency in ((2, 2), (3, 3)):
        odoo.insert("res_company", id=company, name=f"company {company}", currency_id=currency)
        odoo.insert("stock_warehouse", id=company, name=f"W{company}", code=f"W{company}", company_id=company)
        odoo.insert(
            "stock_location", id=PLACES[company], name="stock", complete_name="stock", usage="internal",
            warehouse_id=company, company_id=company,
        )  # fmt: skip
    # yuan for a dollar, as the American company keeps them; nobody knows the euro
    odoo.insert("res_currency_rate", currency_id=1, company_id=2, name="2026-01-01", rate=7.0)
    odoo.insert("res_currency_rate", currency_id=1, company_id=2, name="2026-05-15", rate=7.2)
    odoo.insert("res_currency_rate", currency_id=1, company_id=2, name="2026-05-16", rate=9.9)

    # the first company: since before the calendar began
    odoo.move("1999-06-01 01:00:00", LOSS, STOCK, 10, BOLT, value=10.0, is_inventory=1)
    receipt = move(odoo, 1, "2026-01-10 01:00:00", SUPPLIERS, STOCK, 100, 1000.0)
    move(odoo, 1, "2026-02-10 01:00:00", STOCK, CUSTOMERS, 40, -400.0)
    # freight that arrives three months after the goods
    layer(odoo, 1, "2026-04-20 01:00:00", 50.0, 0, receipt)
    # the second since 1 March local time, the third since the 15th
    move(odoo, 2, "2026-02-28 16:00:00", LOSS, PLACES[2], 10, 100.0)
    move(odoo, 2, "2026-05-15 01:00:00", PLACES[2], CUSTOMERS, 5, -50.0)
    move(odoo, 3, "2026-03-15 01:00:00", LOSS, PLACES[3], 10, 500.0)
    odoo.commit()


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("group")
    write_group(OdooDatabase(folder / "erp.sqlite"))
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF, "group_currency": "CNY"})
    installation.run()
    return installation


def turns(group: Installation, scope_type: str, scope_id: str, month: date = MAY, kpi_id: str = "inv.turns") -> tuple:
    """numerator, denominator, value, measured, excluded, estimated."""
    with group.snapshot() as snapshot:
        return snapshot.execute(
            "select numerator, denominator, value, case_count, excluded_count, is_estimated from kpi_values"
            " where kpi_id = ? and scope_type = ? and scope_id = ? and period_start = ?",
            [kpi_id, scope_type, scope_id, month],
        ).fetchone()


def test_a_landed_cost_changes_the_month_it_is_written_in_and_none_before(group: Installation) -> None:
    with group.warehouse() as warehouse:
        found = warehouse.execute(
            "select closing_value_company_currency, closing_quantity_stock_unit from core.fct_inventory_months"
            f" where company_id = 'erp:1' and item_id = 'erp:{MOTOR}' and month_start >= '2026-01-01'"
            " order by month_start"
        ).fetchall()
    assert found == [
        (Decimal(value), Decimal(quantity))
        for value, quantity in ((1000, 100), (600, 60), (600, 60), (650, 60), (650, 60))
    ]


def test_the_reconciliation_notices_a_value_in_a_month_it_does_not_belong_to(
    group: Installation, tmp_path: Path
) -> None:
    [query] = (group.data / "dbt" / "target" / "compiled").rglob("odoo_stock_equals_source.sql")
    # the freight of April back in January, as if it had come with the goods; the last balance stays the same
    shutil.copy(group.data / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        assert warehouse.execute(query.read_text(encoding="utf-8")).fetchall() == []
        warehouse.execute(
            "update core.fct_inventory_months set closing_value_company_currency = closing_value_company_currency + 50"
            f" where company_id = 'erp:1' and item_id = 'erp:{MOTOR}'"
            " and month_start between '2026-01-01' and '2026-03-31'"
        )
        found = warehouse.execute(query.read_text(encoding="utf-8")).fetchall()
    assert sorted(row[3] for row in found) == [date(2026, 1, 1), date(2026, 4, 1)]


def test_a_move_before_the_calendar_is_an_opening_balance(group: Installation) -> None:
    with group.warehouse() as warehouse:
        found = warehouse.execute(
            "select month_start, closing_value_company_currency, closing_quantity_stock_unit"
            f" from core.fct_inventory_months where item_id = 'erp:{BOLT}' order by month_start limit 1"
        ).fetchone()
    assert found == (date(2000, 1, 1), Decimal(10), Decimal(10))


def test_a_company_has_its_own_history_and_the_running_day_counts_by_its_share(group: Installation) -> None:
    # 400 in the 348 days and a part since 1 June; bolts for 10 at 13 month-ends, motors at five
    cost, average = 400 * 365 / (348 + RUNNING_DAY), (13 * 10 + 1000 + 600 + 600 + 650 + 650) / 13
    assert turns(group, "company", "erp:1") == (
        pytest.approx(cost), pytest.approx(average), pytest.approx(cost / average), 2, 0, False,
    )  # fmt: skip
    # 50 dollars since 1 March, at three month-ends and not thirteen
    cost, average = 50 * 365 / (75 + RUNNING_DAY), (100 + 100 + 50) / 3
    assert turns(group, "company", "erp:2")[2:] == (pytest.approx(cost / average), 1, 0, True)
    assert turns(group, "company", "erp:2", date(2026, 2, 1)) is None


def test_companies_are_added_up_in_the_groups_currency(group: Installation) -> None:
    cost = 400 * 365 / (348 + RUNNING_DAY) + 7.2 * 50 * 365 / (75 + RUNNING_DAY)
    average = (13 * 10 + 3500) / 13 + 7.2 * 250 / 3
    expected = (pytest.approx(cost), pytest.approx(average), pytest.approx(cost / average), 3, 1, True)
    assert turns(group, "company_group", "*") == expected
    # April had the first rate: 13 months from April 2025, and two
    assert turns(group, "company_group", "*", date(2026, 4, 1))[:2] == (
        pytest.approx(400), pytest.approx((13 * 10 + 2850) / 13 + 7.0 * 100),
    )  # fmt: skip


def test_a_company_without_a_rate_stands_by_itself_and_in_the_ledger(group: Installation) -> None:
    assert turns(group, "company", "erp:3") == (0, 500, 0, 1, 0, True)
    with group.snapshot() as snapshot:
        found = snapshot.execute(
            "select kpi_id, excluded_on, reason, company_id from exclusions where kpi_id like 'inv.%' order by all"
        ).fetchall()
    assert found == [
        (kpi, date(2026, month, 1), "rate_missing", "erp:3")
        for kpi in ("inv.days_on_hand", "inv.negative_positions", "inv.slow_moving_share", "inv.turns")
        for month in (3, 4, 5)
    ]


def test_stock_that_nobody_issued_for_180_days_is_added_up_in_the_groups_currency(group: Installation) -> None:
    # bolts for 10 since 1999; the motors for 650 yuan, 50 dollars and 500 euro came or were issued this year
    expected = (10, pytest.approx(650 + 10 + 7.2 * 50), pytest.approx(10 / 1020), 3, 1, False)
    assert turns(group, "company_group", "*", kpi_id="inv.slow_moving_share") == expected
    assert turns(group, "company", "erp:1", kpi_id="inv.slow_moving_share")[:2] == (10, 660)
    # its own currency, as nobody knows a rate
    assert turns(group, "company", "erp:3", kpi_id="inv.slow_moving_share") == (0, 500, 0, 1, 0, False)
    assert turns(group, "company_group", "*", kpi_id="inv.negative_positions")[2:] == (0, 3, 1, False)


def test_less_than_ninety_days_of_history_are_not_judged(group: Installation) -> None:
    with group.snapshot() as snapshot:
        found = dict(
            snapshot.execute(
                "select scope_id, status from kpi_scores where kpi_id = 'inv.turns' and period_start = ?"
                " and scope_type in ('company', 'company_group')",
                [MAY],
            ).fetchall()
        )
        health = snapshot.execute(
            "select scope_id, coverage from process_health"
            " where process = 'inventory' and month = ? and scope_type = 'company' order by all",
            [MAY],
        ).fetchall()
    assert found["erp:2"] == found["erp:3"] == "history_too_short"
    assert {found["erp:1"], found["*"]} <= {"critical", "warning", "off_target", "on_target"}
    # turns weigh 2 and days on hand 1; slow stock and negative positions, 1 each, rest on no window of time
    assert health == [("erp:1", 1.0), ("erp:2", 0.4), ("erp:3", 0.4)]
