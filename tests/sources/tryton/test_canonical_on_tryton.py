"""Every canonical entity on a real Tryton database has the rows, totals and stamps that plain SQL finds in it.

The queries are sqlite3's own, written from what Tryton's columns mean; nothing of the product is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from pipelines.extraction.package import delivered_entities
from tests.sources.tryton.warehouse import TrytonInSqlite, TrytonWarehouse, ordered
from tests.support import shared_database

pytestmark = pytest.mark.real_data

LOG = "select substr(resource, instr(resource, ',') + 1) + 0 as id, min(create_date) as at from ir_model_log"
BORDER = "stock_move m join stock_location f on f.id = m.from_location join stock_location t on t.id = m.to_location"
COUNTS = {
    "companies": "select count(*) from company_company",
    # nobody supervises anybody
    "departments": "select count(distinct supervisor) from company_employee",
    "warehouses": "select count(*) from stock_location where type = 'warehouse'",
    "users": "select count(*) from res_user",
    "user_sessions": "select count(*) from ir_session",
    "items": "select count(*) from product_product",
    "suppliers": (
        "select count(*) from party_party where id in (select party from purchase_purchase union select party from"
        " account_invoice where type = 'in' union select party from purchase_product_supplier union"
        " select supplier from purchase_requisition_line)"
    ),
    "customers": "select count(*) from party_party where id in (select party from sale_sale)",
    "exchange_rates": "select count(*) from currency_currency_rate",
    "purchase_requisition_lines": "select count(*) from purchase_requisition_line",
    "requisition_order_links": "select count(*) from purchase_request where purchase_line is not null",
    "purchase_orders": "select count(*) from purchase_purchase",
    "purchase_order_lines": "select count(*) from purchase_line where type = 'line'",
    "goods_receipt_lines": f"select count(*) from {BORDER} where m.state = 'done' and f.type = 'supplier'",
    "supplier_invoice_lines": "select count(*) from account_invoice_line where invoice_type = 'in'",
    "supplier_payments": (
        'select count(*) from "account_invoice-account_move_line" p join account_invoice i on i.id = p.invoice'
        " where i.type = 'in'"
    ),
    "sales_orders": "select count(*) from sale_sale",
    "sales_order_lines": "select count(*) from sale_line where type = 'line'",
    "delivery_lines": f"select count(*) from {BORDER} where m.state = 'done' and t.type = 'customer'",
    "customer_invoice_lines": "select count(*) from account_invoice_line where invoice_type = 'out'",
    "customer_receipts": (
        'select count(*) from "account_invoice-account_move_line" p join account_invoice i on i.id = p.invoice'
        " where i.type = 'out'"
    ),
    "production_orders": "select count(*) from production",
    "production_operations": "select count(*) from production_work",
    "stock_moves": "select count(*) from stock_move where state = 'done'",
    "booked_invoices": "select count(*) from account_invoice where state in ('posted', 'paid')",
    # no period was ever closed
    "stock_balances": "select count(*) from stock_period_cache",
    # of the second inventory only the lines that somebody filled in; the first one opened the books
    "stock_counts": "select count(*) from stock_inventory_line where inventory = 2 and quantity is not null",
    "approvals": (
        "select (select count(*) from ir_model_log where target = 'state:waiting' and resource like"
        " 'purchase.requisition,%') + (select count(*) from ir_model_log where target = 'state:quotation'"
        " and resource like 'purchase.purchase,%')"
    ),
}
DONE = f"{LOG} where target = 'state:%s' and resource like '%s,%%' group by resource"
CONFIRMED = "select id, min(write_date) from {}__history where state = 'confirmed' group by id"
# canonical columns → the same by plain SQL
STAMPS = {
    "order_id, created_at from purchase_orders": "select id, create_date from purchase_purchase",
    "order_id, submitted_at from purchase_orders": DONE % ("quotation", "purchase.purchase"),
    "order_id, confirmed_at from purchase_orders": CONFIRMED.format("purchase_purchase"),
    "order_id, approved_at from purchase_orders": CONFIRMED.format("purchase_purchase"),
    "order_id, last_confirmed_at from purchase_orders": CONFIRMED.format("purchase_purchase"),
    "order_line_id, created_at from purchase_order_lines": "select id, create_date from purchase_line",
    "requisition_id, created_at from purchase_requisition_lines": "select id, create_date from purchase_requisition",
    "requisition_id, requested_at from purchase_requisition_lines": (
        f"select * from ({DONE % ('waiting', 'purchase.requisition')}) where id in"
        " (select id from purchase_requisition)"
    ),
    "requisition_id, approved_at from purchase_requisition_lines where approved_at is not null": (
        DONE % ("approved", "purchase.requisition")
    ),
    "invoice_id, received_at from supplier_invoice_lines": (
        "select id, create_date from account_invoice where type = 'in'"
    ),
    # posting writes the entry in the books last
    "invoice_id, posted_at from supplier_invoice_lines": (
        "select i.id, m.write_date from account_invoice i join account_move m on m.id = i.move where i.type = 'in'"
    ),
    "invoice_id, posted_at from customer_invoice_lines": (
        "select i.id, m.write_date from account_invoice i join account_move m on m.id = i.move where i.type = 'out'"
    ),
    "order_id, entered_at from sales_orders": "select id, create_date from sale_sale",
    "order_id, confirmed_at from sales_orders": DONE % ("confirmed", "sale.sale"),
    # the goods that a customer's shipment brought over the border were shipped when it was done
    "delivery_line_id, shipped_at from delivery_lines": (
        f"select m.id, l.at from {BORDER} join ({DONE % ('done', 'stock.shipment.out')}) l"
        " on m.shipment = 'stock.shipment.out,' || l.id where t.type = 'customer'"
    ),
    "production_order_id, created_at from production_orders": "select id, create_date from production",
    "production_order_id, confirmed_at from production_orders": DONE % ("waiting", "production"),
    "production_order_id, started_at from production_orders": DONE % ("running", "production"),
    "production_order_id, ended_at from production_orders": DONE % ("done", "production"),
    "allocation_kind, recorded_at from supplier_payments": (
        "select 'payment', create_date from \"account_invoice-account_move_line\""
    ),
    "session_id, logged_in_at from user_sessions": "select id, create_date from ir_session",
}
LINKS = {
    "requisition_line_id, order_line_id from requisition_order_links": (
        "select substr(origin, instr(origin, ',') + 1) + 0, purchase_line from purchase_request"
        " where purchase_line is not null"
    ),
    "receipt_line_id, order_line_id from goods_receipt_lines": (
        f"select m.id, substr(m.origin, 15) + 0 from {BORDER} where m.state = 'done' and f.type = 'supplier'"
    ),
    "invoice_line_id, order_line_id from supplier_invoice_lines": (
        "select id, substr(origin, 15) + 0 from account_invoice_line where origin like 'purchase.line,%'"
    ),
    "invoice_line_id, order_line_id from customer_invoice_lines": (
        "select id, substr(origin, 11) + 0 from account_invoice_line where origin like 'sale.line,%'"
    ),
    "delivery_line_id, order_line_id from delivery_lines": (
        f"select m.id, substr(m.origin, 11) + 0 from {BORDER} where m.state = 'done' and t.type = 'customer'"
    ),
    "order_id, supplier_id from purchase_orders": "select id, party from purchase_purchase",
    "order_id, customer_id from sales_orders": "select id, party from sale_sale",
    "order_id, buyer_id from purchase_orders": "select id, create_uid from purchase_purchase",
}
TOTALS = {
    "sum(amount_document_currency), sum(amount_company_currency) from purchase_orders": (
        "select sum(number(untaxed_amount_cache)), sum(number(untaxed_amount_cache)) from purchase_purchase"
    ),
    "sum(amount_document_currency), sum(quantity_ordered_stock_unit) from purchase_order_lines": (
        "select sum(quantity * number(unit_price)), sum(quantity) from purchase_line"
    ),
    "sum(amount_document_currency) from sales_orders": "select sum(number(untaxed_amount_cache)) from sale_sale",
    "sum(amount_document_currency), sum(quantity_ordered_stock_unit) from sales_order_lines": (
        "select sum(quantity * number(unit_price)), sum(quantity) from sale_line"
    ),
    "sum(quantity_stock_unit), sum(estimated_cost_company_currency) from purchase_requisition_lines": (
        "select sum(quantity), sum(quantity * number(unit_price)) from purchase_requisition_line"
    ),
    "sum(quantity_stock_unit) from goods_receipt_lines": (
        f"select sum(m.quantity) from {BORDER} where m.state = 'done' and f.type = 'supplier'"
    ),
    "sum(quantity_stock_unit) from delivery_lines": (
        f"select sum(m.quantity) from {BORDER} where m.state = 'done' and t.type = 'customer'"
    ),
    "sum(amount_company_currency) from supplier_invoice_lines": (
        "select sum(number(untaxed_amount_cache)) from account_invoice where type = 'in'"
    ),
    "sum(amount_company_currency) from customer_invoice_lines": (
        "select sum(number(untaxed_amount_cache)) from account_invoice where type = 'out'"
    ),
    "count(distinct invoice_id) from supplier_invoice_lines where is_paid": (
        "select count(*) from account_invoice where state = 'paid'"
    ),
    "sum(amount_company_currency) from supplier_payments": (
        "select sum(number(total_amount_cache)) from account_invoice where state = 'paid'"
    ),
    "sum(value_company_currency) from stock_moves where reason = 'purchase_receipt'": (
        f"select sum(m.quantity * number(m.unit_price)) from {BORDER} where m.state = 'done' and f.type = 'supplier'"
    ),
    "sum(value_company_currency) from stock_moves where reason = 'customer_delivery'": (
        f"select -sum(m.internal_quantity * number(m.cost_price)) from {BORDER}"
        " where m.state = 'done' and t.type = 'customer'"
    ),
    "sum(value_company_currency) from stock_moves where reason in ('opening', 'count')": (
        "select sum(m.internal_quantity * number(m.cost_price) * case when t.type = 'storage' then 1 else -1 end)"
        f" from {BORDER} where m.origin like 'stock.inventory.line,%'"
    ),
    "sum(book_quantity_stock_unit), sum(counted_quantity_stock_unit) from stock_counts": (
        "select sum(expected_quantity), sum(quantity) from stock_inventory_line"
        " where inventory = 2 and quantity is not null"
    ),
    "sum(quantity_planned_stock_unit), sum(quantity_good_stock_unit) from production_orders": (
        "select sum(quantity), (select sum(internal_quantity) from stock_move where production_output is not null)"
        " from production"
    ),
}


@pytest.fixture(scope="module")
def source() -> TrytonInSqlite:
    return TrytonInSqlite(shared_database("tryton82.sqlite"))


@pytest.fixture(scope="module")
def built(source: TrytonInSqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonWarehouse]:
    warehouse = TrytonWarehouse(tmp_path_factory.mktemp("tryton"), {"kind": "sqlite", "path": str(source.path)})
    warehouse.refresh()
    warehouse.build()
    yield warehouse


def test_every_canonical_entity_is_counted_here(built: TrytonWarehouse) -> None:
    rows = built.query("select table_name from information_schema.tables where table_schema = 'canonical'")
    # changes of documents have their own test below
    assert set(delivered_entities("tryton")) == set(COUNTS) | {"document_changes"}
    # what Tryton does not deliver is there, and empty
    of_all_sources = {"coded_masters", "same_records"}
    for name in {name for (name,) in rows} - set(delivered_entities("tryton")) - of_all_sources:
        assert built.query(f"select count(*) from canonical.{name}") == [(0,)]


def test_raw_holds_every_value_of_the_source(built: TrytonWarehouse, source: TrytonInSqlite) -> None:
    for name, table in built.package.tables.items():
        assert built.raw(name) == source.raw(name, table), name


@pytest.mark.parametrize("entity", COUNTS)
def test_rows_of_every_entity_equal_plain_sql(built: TrytonWarehouse, source: TrytonInSqlite, entity: str) -> None:
    assert built.canonical(f"count(*) from {entity}") == source.query(COUNTS[entity])


@pytest.mark.parametrize("columns", TOTALS)
def test_totals_equal_plain_sql(built: TrytonWarehouse, source: TrytonInSqlite, columns: str) -> None:
    [found], [wanted] = built.canonical(columns), source.query(TOTALS[columns])
    # a price has more decimals than the value that is kept of it
    assert found == pytest.approx(wanted, abs=0.001)
    assert any(wanted)


@pytest.mark.parametrize("columns", STAMPS)
def test_every_stamp_equals_plain_sql(built: TrytonWarehouse, source: TrytonInSqlite, columns: str) -> None:
    found = built.canonical(f"distinct {columns}")
    assert found == source.query(STAMPS[columns])
    assert found


@pytest.mark.parametrize("columns", LINKS)
def test_every_reference_equals_plain_sql(built: TrytonWarehouse, source: TrytonInSqlite, columns: str) -> None:
    assert built.canonical(columns) == source.query(LINKS[columns])


def test_receipts_are_stamped_by_the_button_and_else_by_the_move(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    """Batches left no button: their moves were not written again, and the day of the move is theirs."""
    wanted = source.query(
        f"select m.id, coalesce(l.at, m.write_date) from {BORDER} left join ({LOG} where event = 'button'"
        " and target = 'receive' group by resource) l on m.shipment = 'stock.shipment.in,' || l.id"
        " where m.state = 'done' and f.type = 'supplier'"
    )
    assert built.canonical("receipt_line_id, received_at from goods_receipt_lines") == wanted


def test_every_approval_and_rejection_is_a_step_with_its_stamps(built: TrytonWarehouse, source: TrytonInSqlite) -> None:
    found = built.canonical(
        "document_id, requested_at, decided_at, decision, approver_id from approvals"
        " where document_type = 'purchase_requisition'"
    )
    # each requisition was handed in once and decided once
    wanted = source.query(
        "select w.id, w.at, d.at, d.decision, d.user from"
        f" ({LOG} where target = 'state:waiting' and resource like 'purchase.requisition,%' group by resource) w join"
        " (select substr(resource, 22) + 0 as id, create_date as at, substr(target, 7) as decision, user"
        "  from ir_model_log where target in ('state:approved', 'state:rejected')) d on d.id = w.id"
    )
    assert [row[:4] for row in found] == [row[:4] for row in wanted]
    employees = dict(source.query("select employee, id from res_user where employee is not null"))
    named = dict(source.query("select id, approved_by from purchase_requisition where approved_by is not null"))
    expected = [employees.get(named.get(row[0]), row[4]) for row in wanted]
    assert [row[4] for row in found] == expected


def test_promises_end_with_the_company_s_day(built: TrytonWarehouse, source: TrytonInSqlite) -> None:
    """Neither lead times nor days of delivery were given: only shipments to customers have a planned day."""
    assert built.canonical("distinct first_promised_at, latest_promised_at from purchase_order_lines") == [(None, None)]
    found = built.canonical("order_line_id, first_promised_at, latest_promised_at from sales_order_lines")
    wanted = source.query(
        "select substr(m.origin, 11) + 0, m.origin_planned_date, m.planned_date"
        f" from {BORDER} where t.type = 'customer'"
    )
    # the last second of a day in Shanghai, eight hours ahead of UTC
    assert found == ordered((key, _end_of_day(first), _end_of_day(latest)) for key, first, latest in wanted)


def _end_of_day(day: str) -> datetime:
    return datetime.fromisoformat(day) + timedelta(hours=24 - 8, seconds=-1)


def test_stock_of_every_item_and_place_is_what_tryton_itself_adds_up(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    found = built.query(
        "select split_part(item_id, ':', 2)::int, split_part(place, ':', 2)::int, sum(change)::double from"
        " (select item_id, to_location_id as place, quantity_stock_unit as change from canonical.stock_moves"
        "  where is_to_stock and stock_move_id not like '%:counted' union all select item_id, from_location_id,"
        "  -quantity_stock_unit from canonical.stock_moves where is_from_stock) group by all having sum(change) <> 0"
    )
    wanted = source.query(
        "select product, place, sum(change) from (select product, to_location as place, internal_quantity as change"
        " from stock_move where state = 'done' union all select product, from_location, -internal_quantity"
        " from stock_move where state = 'done') join stock_location l on l.id = place where l.type = 'storage'"
        " group by 1, 2 having sum(change) <> 0"
    )
    assert ordered(found) == wanted


def test_deletions_and_changed_values_are_among_the_changes(built: TrytonWarehouse, source: TrytonInSqlite) -> None:
    deleted = built.canonical("document_type, document_id from document_changes where field_name = 'is_deleted'")
    assert deleted == [("purchase_order", 19), ("purchase_requisition", 21)]
    # the one line whose quantity was changed, of the purchase that was deleted afterwards
    found = built.canonical(
        "old_value::double, new_value::double from document_changes"
        " where document_type = 'purchase_order_line' and field_name = 'quantity'"
    )
    assert found == [(1.0, 9.0)]
    states = built.canonical(
        "count(*) from document_changes where field_name = 'status' and document_type = 'purchase_requisition'"
    )
    # processing is an approved requisition's, so it changes nothing
    assert states == source.query(
        "select count(*) from ir_model_log where event = 'transition' and target <> 'state:processing'"
        " and resource like 'purchase.requisition,%'"
    )
