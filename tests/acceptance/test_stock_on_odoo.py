"""Stock of two real Odoo databases ties out on every item, warehouse and day: with all moves, and with the quants."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from tests.stock_days import COLUMNS, Change, assert_every_day_ties_out, company_day
from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

STOCK = "({0}.usage = 'internal' or ({0}.usage = 'transit' and {0}.company_id is not null))"
MOVES = f"""
    select m.product_id, m.date, m.quantity * stock_unit.factor / unit.factor,
        case when {STOCK.format("f")} then coalesce(f.warehouse_id::text, 'unassigned') end,
        case when {STOCK.format("t")} then coalesce(t.warehouse_id::text, 'unassigned') end
    from stock_move m
    join stock_location f on f.id = m.location_id
    join stock_location t on t.id = m.location_dest_id
    join uom_uom unit on unit.id = m.product_uom
    join product_product p on p.id = m.product_id
    join product_template template on template.id = p.product_tmpl_id
    join uom_uom stock_unit on stock_unit.id = template.uom_id
    where m.state = 'done'
"""


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> Installation:
    return request.getfixturevalue(request.param)


def in_source(installation: Installation, sql: str) -> list[tuple]:
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        return connection.execute(sql).fetchall()


def in_warehouse(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def test_every_day_of_every_item_and_warehouse_is_what_all_moves_add_up_to(published: Installation) -> None:
    changes, last = [], date.min
    for item, moved_at, quantity, origin, target in in_source(published, MOVES):
        day = company_day(moved_at)
        last = max(last, day)
        if origin == target:
            # within a warehouse nothing changes, and what is neither from nor to the stock touches none
            changes += [Change(item, origin, day)] if origin else []
            continue
        if origin:
            changes.append(Change(item, origin, day, took=float(quantity)))
        if target:
            changes.append(Change(item, target, day, brought=float(quantity)))
    rows = [
        (int(item.removeprefix("erp:")), warehouse.removeprefix("erp:"), *row)
        for item, warehouse, *row in in_warehouse(published, f"select {COLUMNS} from core.fct_inventory_days")
    ]
    assert assert_every_day_ties_out(rows, changes, last) > len(rows)


def test_the_last_balances_are_odoos_own_quants(published: Installation) -> None:
    found = in_warehouse(
        published,
        "select item_id, warehouse_id, closing_quantity_stock_unit from core.fct_inventory_days"
        " where valid_to = date '9999-12-31' and closing_quantity_stock_unit <> 0",
    )
    wanted = in_source(
        published,
        "select 'erp:' || q.product_id, coalesce('erp:' || l.warehouse_id, 'unassigned'), sum(q.quantity)"
        f" from stock_quant q join stock_location l on l.id = q.location_id where {STOCK.format('l')}"
        " group by 1, 2 having sum(q.quantity) <> 0",
    )
    assert {(item, place): float(quantity) for item, place, quantity in found} == pytest.approx(
        {(item, place): float(quantity) for item, place, quantity in wanted}, abs=0.005
    )


def test_the_mart_compares_every_place_and_finds_no_difference(published: Installation) -> None:
    [(compared, told, untied)] = in_warehouse(
        published,
        "select count(*), count(*) filter (erp_quantity_stock_unit <> 0), count(*) filter (not is_quantity_equal)"
        " from marts.stock_ties_out",
    )
    [(quants,)] = in_source(
        published,
        "select count(*) from (select distinct q.product_id, l.warehouse_id from stock_quant q join stock_location l"
        f" on l.id = q.location_id where {STOCK.format('l')} and q.quantity <> 0) as balances",
    )
    assert (told, untied) == (quants, 0)
    assert compared >= told > 0


def test_every_value_of_every_day_is_what_the_layers_add_up_to(published: Installation) -> None:
    """By item: the balance that holds on each day of a change, all warehouses together."""
    layers = in_source(
        published,
        "select 'erp:' || l.product_id, case when l.quantity <> 0 and m.id is not null then m.date else l.create_date"
        " end, l.value from stock_valuation_layer l left join stock_move m on m.id = l.stock_move_id"
        " and m.state = 'done'",
    )
    of_days: dict[tuple, float] = {}
    for item, valued_at, value in layers:
        place = (item, company_day(valued_at))
        of_days[place] = of_days.get(place, 0.0) + float(value)
    running: dict[str, float] = {}
    wanted = {}
    for (item, day), value in sorted(of_days.items()):
        running[item] = running.get(item, 0.0) + value
        wanted[item, day] = running[item]
    with published.warehouse() as warehouse:
        found = {
            (item, day): float(
                warehouse.execute(
                    "select sum(closing_value_company_currency) from core.fct_inventory_days"
                    " where item_id = ? and valid_from <= ? and ? < valid_to",
                    [item, day, day],
                ).fetchone()[0]
            )
            for item, day in wanted
        }
    assert len(wanted) > 0
    assert found == pytest.approx(wanted, abs=0.001)
