"""A move that is entered late changes the days it belongs to, and none before: a run, a backdated move, a run."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from pipelines.dbt import invoke, variables
from tests.pipelines.extracting import Reader
from tests.pipelines.odoo_database import CUSTOMERS, LOSS, MOTOR, STOCK, SUPPLIERS, OdooDatabase

AS_OF = "2026-03-31 16:00:00"
FIRST = date(2026, 1, 10)


def built(reader: Reader) -> list[tuple]:
    """What a run makes of the source: from and until when, quantity, value, below zero."""
    reader.refresh()
    select = ["--select", "+fct_inventory_days", "+fct_inventory_months", "--indirect-selection", "cautious"]
    passed = json.dumps(variables(reader.settings, AS_OF))
    invoke(reader.settings, ["build", *select, "--exclude-resource-type", "unit_test", "--vars", passed])
    return reader.query(
        "select valid_from, valid_to, closing_quantity_stock_unit, closing_value_company_currency, is_negative"
        f" from core.fct_inventory_days where item_id = 'erp:{MOTOR}' order by valid_from"
    )


def on_each_day(rows: list[tuple]) -> dict[date, tuple]:
    """The balance of each day of the quarter."""
    days = (FIRST + timedelta(days=number) for number in range(80))
    return {day: row[2:] for day in days for row in rows if row[0] <= day < row[1]}


def closing(reader: Reader) -> list[tuple]:
    return reader.query(
        "select month_start, closing_quantity_stock_unit, closing_value_company_currency"
        f" from core.fct_inventory_months where item_id = 'erp:{MOTOR}' and month_start >= '2026-01-01' order by 1"
    )


def test_a_backdated_move_restates_its_day_and_all_that_follow(tmp_path: Path) -> None:
    odoo = OdooDatabase(tmp_path / "erp.sqlite")
    odoo.move("2026-01-10 01:00:00", LOSS, STOCK, 10, value=100.0, is_inventory=1)
    odoo.move("2026-02-10 01:00:00", STOCK, CUSTOMERS, 12, value=-120.0)
    odoo.commit()
    reader = Reader(tmp_path, {"kind": "sqlite", "path": str(odoo.path)})
    before = built(reader)
    assert before == [
        (date(2026, 1, 10), date(2026, 2, 10), 10, 100, False),
        (date(2026, 2, 10), date(9999, 12, 31), -2, -20, True),
    ]
    assert closing(reader) == [(date(2026, 1, 1), 10, 100), (date(2026, 2, 1), -2, -20), (date(2026, 3, 1), -2, -20)]

    # entered in March, for goods that had come on 20 January (23:30 in Shanghai)
    odoo.move("2026-01-20 15:30:00", SUPPLIERS, STOCK, 5, value=50.0)
    odoo.execute(
        "update stock_move set create_date = ?, write_date = ? where date = ?",
        *[datetime(2026, 3, 20, 1).isoformat(" ")] * 2, datetime(2026, 1, 20, 15, 30).isoformat(" "),
    )  # fmt: skip
    odoo.commit()
    after = built(reader)
    assert after == [
        (date(2026, 1, 10), date(2026, 1, 20), 10, 100, False),
        (date(2026, 1, 20), date(2026, 2, 10), 15, 150, False),
        (date(2026, 2, 10), date(9999, 12, 31), 3, 30, False),
    ]
    assert closing(reader) == [(date(2026, 1, 1), 15, 150), (date(2026, 2, 1), 3, 30), (date(2026, 3, 1), 3, 30)]
    changed = {day for day, balance in on_each_day(after).items() if balance != on_each_day(before)[day]}
    assert changed == {day for day in on_each_day(before) if day >= date(2026, 1, 20)}
