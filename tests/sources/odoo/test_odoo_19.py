"""A company on Odoo 19 has the canonical rows that it has on Odoo 18, but for the history of its stock values.

19 has no valuation layers: a price difference of a bill changes the value of the move itself, and of a price that
somebody sets only the price is kept.
"""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from tests.sources.odoo.canonical import ENTITIES, TwoVersions, in_layout
from tests.support import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

VALUE = ("value_company_currency",)
PRICED, PRICE, PRICED_AT = 15, Decimal("1234.5"), "2026-03-31 15:00:00"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, quarter_dsn: str) -> TwoVersions:
    changed = in_layout(postgres, "odoo_quarter", "odoo_19", "19")
    with psycopg.connect(changed) as connection:
        connection.execute(
            "insert into product_value (product_id, company_id, value, date, user_id, create_date, write_date)"
            " values (%(item)s, 1, %(price)s, %(at)s, 2, %(at)s, %(at)s)",
            {"item": PRICED, "price": PRICE, "at": PRICED_AT},
        )
    return TwoVersions(tmp_path_factory.mktemp("odoo_19"), quarter_dsn, changed, "19")


@pytest.mark.parametrize("entity", [entity for entity in ENTITIES if entity != "stock_moves"])
def test_rows_equal_those_of_odoo_18(versions: TwoVersions, entity: str) -> None:
    assert versions.differences(entity) == []
    assert versions.count(entity) > 0


def test_moves_equal_those_of_odoo_18_but_for_their_value(versions: TwoVersions) -> None:
    assert versions.differences("stock_moves", but=VALUE, where="reason <> 'revaluation'") == []


def test_a_moves_value_is_that_of_all_its_layers_in_odoo_18(versions: TwoVersions, quarter_dsn: str) -> None:
    found = versions.rows(
        "select split_part(stock_move_id, ':', 2)::int, value_company_currency from canonical.stock_moves"
        " where source_id = 'changed' and reason <> 'revaluation' order by 1"
    )
    with psycopg.connect(quarter_dsn) as connection:
        wanted = connection.execute(
            "select m.id, coalesce(sum(v.value), 0) from stock_move m left join stock_valuation_layer v"
            " on v.stock_move_id = m.id or exists (select 1 from stock_valuation_layer o"
            "   where o.id = v.stock_valuation_layer_id and v.stock_move_id is null and o.stock_move_id = m.id)"
            " where m.state = 'done' group by 1 order by 1"
        ).fetchall()
    assert found == wanted
    assert any(value < 0 for _, value in found)


def test_the_stock_is_worth_what_it_is_worth_in_odoo_18(versions: TwoVersions) -> None:
    worth = versions.rows(
        "select source_id, split_part(item_id, ':', 2), sum(value_company_currency) from canonical.stock_moves"
        " where not (source_id = 'changed' and reason = 'revaluation') group by all order by all"
    )
    of = {source: [row[1:] for row in worth if row[0] == source] for source in ("changed", "untouched")}
    assert of["changed"] == of["untouched"]


def test_a_price_that_somebody_sets_makes_the_stock_worth_its_quantity_at_that_price(versions: TwoVersions) -> None:
    with psycopg.connect(versions.source) as connection:
        [(quantity, value)] = connection.execute(
            "select sum(quantity * case when is_in then 1 when is_out then -1 else 0 end),"
            " sum(value * case when is_in then 1 when is_out then -1 else 0 end)"
            " from stock_move where product_id = %s and state = 'done' and date <= %s",
            [PRICED, PRICED_AT],
        ).fetchall()
    assert quantity > 0
    found = versions.rows(
        "select moved_at::varchar, item_id, value_company_currency, quantity_stock_unit, is_to_stock"
        " from canonical.stock_moves where source_id = 'changed' and reason = 'revaluation'"
    )
    assert found == [(PRICED_AT, f"changed:{PRICED}", quantity * PRICE - value, 0, True)]
