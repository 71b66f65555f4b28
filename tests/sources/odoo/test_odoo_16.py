"""A company on Odoo 16 has the canonical rows that it has on Odoo 18; of productions it keeps more: the plan."""

from __future__ import annotations

import psycopg
import pytest

from tests.sources.odoo.canonical import ENTITIES, TwoVersions, in_layout
from tests.support import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

# 16 keeps no rate of an invoice: amounts in company currency are what was booked, rounded to cents
BOOKED = {
    "supplier_invoice_lines": ("amount_company_currency",),
    "customer_invoice_lines": ("amount_company_currency",),
}
# 18 overwrites the plan of what has begun
PLAN = ("planned_start_at", "planned_end_at")
KEPT_APART = {"production_orders": PLAN, "production_operations": PLAN}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, quarter_dsn: str) -> TwoVersions:
    changed = in_layout(postgres, "odoo_quarter", "odoo_16", "17", "16")
    return TwoVersions(tmp_path_factory.mktemp("odoo_16"), quarter_dsn, changed, "16")


@pytest.mark.parametrize("entity", ENTITIES)
def test_rows_equal_those_of_odoo_18(versions: TwoVersions, entity: str) -> None:
    left_out, rounded = KEPT_APART.get(entity, ()), BOOKED.get(entity, ())
    assert versions.differences(entity, but=left_out, rounded=rounded) == []
    assert versions.count(entity) > 0


@pytest.mark.parametrize(
    ("entity", "key", "table"),
    [
        ("production_orders", "production_order_id", "mrp_production"),
        ("production_operations", "production_operation_id", "mrp_workorder"),
    ],
)
def test_the_plan_is_the_one_that_16_keeps_apart(versions: TwoVersions, entity: str, key: str, table: str) -> None:
    found = versions.rows(
        f"select split_part({key}, ':', 2)::int, planned_start_at, planned_end_at from canonical.{entity}"
        " where source_id = 'changed' order by 1"
    )
    with psycopg.connect(versions.source) as connection:
        wanted = connection.execute(
            f"select id, date_planned_start, date_planned_finished from {table} order by id"
        ).fetchall()
    assert found == wanted
    # where 18 still knows the plan, it is the same one
    known = versions.rows(
        f"select n.planned_start_at, o.planned_start_at from canonical.{entity} as n join canonical.{entity} as o"
        f" on split_part(o.{key}, ':', 2) = split_part(n.{key}, ':', 2) and o.source_id = 'untouched'"
        " where n.source_id = 'changed' and o.planned_start_at is not null"
    )
    assert all(new == old for new, old in known)
