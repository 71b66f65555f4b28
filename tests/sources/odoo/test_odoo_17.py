"""A company on Odoo 17 has the canonical rows that it has on Odoo 18, but for what 17 does not record."""

from __future__ import annotations

import pytest

from tests.sources.odoo.canonical import ENTITIES, TwoVersions, in_layout
from tests.support import PostgresServer

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

# 17 keeps no rate of an invoice: amounts in company currency are what was booked, rounded to cents
BOOKED = {
    "supplier_invoice_lines": ("amount_company_currency",),
    "customer_invoice_lines": ("amount_company_currency",),
}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, quarter_dsn: str) -> TwoVersions:
    changed = in_layout(postgres, "odoo_quarter", "odoo_17", "17")
    return TwoVersions(tmp_path_factory.mktemp("odoo_17"), quarter_dsn, changed, "17")


@pytest.mark.parametrize("entity", ENTITIES)
def test_rows_equal_those_of_odoo_18(versions: TwoVersions, entity: str) -> None:
    assert versions.differences(entity, rounded=BOOKED.get(entity, ())) == []
    assert versions.count(entity) > 0


def test_items_that_17_calls_products_are_kept_in_stock(versions: TwoVersions) -> None:
    kinds = versions.rows(
        "select source_id, product_type, is_storable, count(*) from staging.stg_odoo__product_templates"
        " group by all order by all"
    )
    of = {source: [row[1:] for row in kinds if row[0] == source] for source in ("changed", "untouched")}
    assert of["changed"] == of["untouched"]
    assert {kind for kind, _, _ in of["changed"]} == {"consu", "service"}
