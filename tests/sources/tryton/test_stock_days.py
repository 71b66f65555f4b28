"""Stock of a real Tryton ties out on every item, warehouse and day with its moves, and with the periods it has closed.

Everything in the database happened on one day, so a copy spreads the moves' own days over two months, and closes a
period as Tryton does: with the sum of all moves by location and product up to its last day.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.sources.tryton.warehouse import TrytonInSqlite, TrytonWarehouse, without_source
from tests.stock_days import COLUMNS, Change, assert_every_day_ties_out
from tests.support import shared_database

pytestmark = pytest.mark.real_data

CLOSED = "2026-10-31"
SPREAD = (
    "update stock_move set effective_date = date(effective_date, '-' || (id % 60) || ' days') where state = 'done'",
    f"insert into stock_period (id, company, date, state) values (1, 1, '{CLOSED}', 'closed')",
    "insert into stock_period_cache (period, location, product, internal_quantity) select 1, location, product,"
    " sum(quantity) from (select to_location as location, product, internal_quantity as quantity from stock_move"
    f" where state = 'done' and effective_date <= '{CLOSED}' union all select from_location, product,"
    f" -internal_quantity from stock_move where state = 'done' and effective_date <= '{CLOSED}') group by 2, 3",
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> TrytonInSqlite:
    file = tmp_path_factory.mktemp("tryton_copy") / "tryton.sqlite"
    shutil.copy(shared_database("tryton82.sqlite"), file)
    with sqlite3.connect(file) as connection:
        for statement in SPREAD:
            connection.execute(statement)
    return TrytonInSqlite(file)


@pytest.fixture(scope="module")
def built(source: TrytonInSqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonWarehouse]:
    folder: Path = tmp_path_factory.mktemp("tryton_stock")
    warehouse = TrytonWarehouse(folder, {"kind": "sqlite", "path": str(source.path)})
    warehouse.refresh()
    warehouse.build(selection="+fct_inventory_days +stock_ties_out")
    yield warehouse


def test_every_day_of_every_item_and_warehouse_is_what_all_moves_add_up_to(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    # the only warehouse is around the zones 1 to 3; storage outside of it belongs to none
    place = "case when {0}.type = 'storage' then case when {0}.id in (1, 2, 3) then 5 else 'unassigned' end end"
    moves = source.query(
        f"select m.product, m.effective_date, m.internal_quantity, {place.format('f')}, {place.format('t')}"
        " from stock_move m join stock_location f on f.id = m.from_location"
        " join stock_location t on t.id = m.to_location where m.state = 'done'"
    )
    changes = []
    for item, day, quantity, origin, target in moves:
        on = date.fromisoformat(day)
        if origin == target:
            changes += [Change(item, origin, on)] if origin else []
            continue
        if origin:
            changes.append(Change(item, origin, on, took=quantity))
        if target:
            changes.append(Change(item, target, on, brought=quantity))
    rows = [tuple(map(without_source, row)) for row in built.query(f"select {COLUMNS} from core.fct_inventory_days")]
    # a line that was counted and found right is a move of nothing
    assert assert_every_day_ties_out(rows, changes, date(2026, 11, 22)) > 1000


def test_closed_periods_are_the_balances_that_tryton_keeps(built: TrytonWarehouse, source: TrytonInSqlite) -> None:
    found = built.query(
        "select item_id, warehouse_id, erp_quantity_stock_unit, is_quantity_equal from marts.stock_ties_out"
        " where erp_quantity_stock_unit <> 0"
    )
    wanted = source.query(
        "select product, case when location in (1, 2, 3) then 5 else 'unassigned' end, sum(internal_quantity)"
        " from stock_period_cache c join stock_location l on l.id = c.location where l.type = 'storage'"
        " group by 1, 2 having sum(internal_quantity) <> 0"
    )
    assert sorted(tuple(map(without_source, row[:3])) for row in found) == sorted(wanted)
    assert wanted
    assert built.query("select count(*) from marts.stock_ties_out where not is_quantity_equal") == [(0,)]
