"""Every canonical entity on a real ERPNext database has the rows, totals and stamps that plain SQL finds in it.

The site's clock is taken to be Shanghai's, eight hours ahead of UTC all year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pymysql
import pytest

from tests.support import Installation, MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]

AHEAD_OF_UTC = timedelta(hours=8)
AS_OF = "2026-11-30T16:00:00Z"  # after everything in the database
TRACKED = (
    "('Material Request', 'Purchase Order', 'Purchase Receipt', 'Purchase Invoice', 'Payment Entry', 'Sales Order',"
    " 'Delivery Note', 'Sales Invoice', 'Stock Reconciliation')"
)
REQUISITION_LINES = (
    "`tabMaterial Request Item` l join `tabMaterial Request` d on d.name = l.parent"
    " where d.material_request_type = 'Purchase'"
)
COUNTS = {
    "companies": "select count(*) from `tabCompany`",
    "departments": "select count(*) from `tabDepartment`",
    "warehouses": "select count(*) from `tabWarehouse`",
    "users": "select count(*) from `tabUser`",
    "user_sessions": "select count(*) from `tabActivity Log` where operation = 'Login' and status = 'Success'",
    "items": "select count(*) from `tabItem`",
    "suppliers": "select count(*) from `tabSupplier`",
    "customers": "select count(*) from `tabCustomer`",
    "exchange_rates": "select count(*) from `tabCurrency Exchange`",
    "purchase_requisition_lines": f"select count(*) from {REQUISITION_LINES}",
    "requisition_order_links": "select count(*) from `tabPurchase Order Item` where material_request_item > ''",
    "purchase_orders": "select count(*) from `tabPurchase Order`",
    "purchase_order_lines": "select count(*) from `tabPurchase Order Item`",
    "goods_receipt_lines": (
        "select (select count(*) from `tabPurchase Receipt Item` where docstatus = 1 and purchase_order_item > '')"
        " + (select count(*) from `tabPurchase Invoice Item` l join `tabPurchase Invoice` d on d.name = l.parent"
        "    where d.docstatus = 1 and d.update_stock and l.po_detail > '')"
    ),
    "supplier_invoice_lines": "select count(*) from `tabPurchase Invoice Item`",
    "supplier_payments": (
        "select count(*) from `tabPayment Entry Reference`"
        " where docstatus = 1 and reference_doctype = 'Purchase Invoice'"
    ),
    "sales_orders": "select count(*) from `tabSales Order`",
    "sales_order_lines": "select count(*) from `tabSales Order Item`",
    "delivery_lines": "select count(*) from `tabDelivery Note Item` where docstatus = 1 and so_detail > ''",
    "stock_moves": "select count(*) from `tabStock Ledger Entry` where not is_cancelled",
    "stock_counts": (
        "select count(*) from `tabStock Reconciliation Item` l join `tabStock Reconciliation` d on d.name = l.parent"
        " where d.docstatus = 1 and d.purpose = 'Stock Reconciliation'"
    ),
    # no workflow is configured: submission releases, and nobody approves
    "approvals": "select count(*) from `tabWorkflow Action`",
}
SUBMITTED = (
    "select docname, min(creation) from `tabVersion` where ref_doctype = '{}'"
    " and data like '%[\"docstatus\",0,1]%' group by docname"
)
POSTED = "select name, timestamp(posting_date, posting_time) from `tab{}` where docstatus = 1"
END_OF_DAY = "timestamp({}, '23:59:59')"
# canonical columns → the same by plain SQL, as (key, local stamp)
STAMPS = {
    "order_id, created_at from purchase_orders": "select name, creation from `tabPurchase Order`",
    "order_id, confirmed_at from purchase_orders": SUBMITTED.format("Purchase Order"),
    "order_line_id, created_at from purchase_order_lines": "select name, creation from `tabPurchase Order Item`",
    "order_line_id, first_promised_at from purchase_order_lines": (
        f"select name, {END_OF_DAY.format('schedule_date')} from `tabPurchase Order Item`"
    ),
    "order_line_id, latest_promised_at from purchase_order_lines": (
        f"select name, {END_OF_DAY.format('schedule_date')} from `tabPurchase Order Item`"
    ),
    "requisition_line_id, created_at from purchase_requisition_lines": (
        f"select l.name, d.creation from {REQUISITION_LINES}"
    ),
    # material requests are not tracked: their first status comes with submission
    "requisition_id, approved_at from purchase_requisition_lines": (
        "select reference_name, min(creation) from `tabComment` where comment_type = 'Label'"
        " and reference_doctype = 'Material Request' and reference_name in (select name from `tabMaterial Request`)"
        " group by reference_name"
    ),
    "receipt_id, received_at from goods_receipt_lines": POSTED.format("Purchase Receipt"),
    "invoice_id, received_at from supplier_invoice_lines": "select name, creation from `tabPurchase Invoice`",
    "invoice_id, posted_at from supplier_invoice_lines": SUBMITTED.format("Purchase Invoice"),
    "split_part(payment_allocation_id, ':', 2), recorded_at from supplier_payments": (
        "select r.name, v.creation from `tabPayment Entry Reference` r join `tabVersion` v"
        " on v.ref_doctype = 'Payment Entry' and v.docname = r.parent and v.data like '%[\"docstatus\",0,1]%'"
    ),
    "order_id, entered_at from sales_orders": "select name, creation from `tabSales Order`",
    "order_id, confirmed_at from sales_orders": SUBMITTED.format("Sales Order"),
    "order_id, requested_at from sales_orders": (
        f"select name, {END_OF_DAY.format('delivery_date')} from `tabSales Order`"
    ),
    "order_line_id, first_promised_at from sales_order_lines": (
        f"select name, {END_OF_DAY.format('delivery_date')} from `tabSales Order Item`"
    ),
    "delivery_id, shipped_at from delivery_lines": POSTED.format("Delivery Note"),
    "stock_move_id, moved_at from stock_moves": (
        "select name, timestamp(posting_date, posting_time) from `tabStock Ledger Entry` where not is_cancelled"
    ),
}
LINKS = {
    "requisition_line_id, order_line_id from requisition_order_links": (
        "select material_request_item, name from `tabPurchase Order Item` where material_request_item > ''"
    ),
    "order_line_id, requisition_line_id from purchase_order_lines": (
        "select name, material_request_item from `tabPurchase Order Item`"
    ),
    "split_part(receipt_line_id, ':', 2), order_line_id from goods_receipt_lines": (
        "select name, purchase_order_item from `tabPurchase Receipt Item` where docstatus = 1"
    ),
    "invoice_line_id, order_line_id from supplier_invoice_lines": (
        "select l.name, coalesce(nullif(l.po_detail, ''), r.purchase_order_item) from `tabPurchase Invoice Item` l"
        " left join `tabPurchase Receipt Item` r on r.name = l.pr_detail"
    ),
    "split_part(delivery_line_id, ':', 2), order_line_id from delivery_lines": (
        "select name, so_detail from `tabDelivery Note Item` where docstatus = 1"
    ),
    "order_id, supplier_id from purchase_orders": "select name, supplier from `tabPurchase Order`",
    "order_id, buyer_id from purchase_orders": "select name, owner from `tabPurchase Order`",
    "order_id, customer_id from sales_orders": "select name, customer from `tabSales Order`",
}
TOTALS = {
    "sum(amount_document_currency), sum(amount_company_currency) from purchase_orders": (
        "select sum(net_total), sum(base_net_total) from `tabPurchase Order`"
    ),
    "sum(amount_document_currency), sum(quantity_ordered_stock_unit) from purchase_order_lines": (
        "select sum(net_amount), sum(qty * conversion_factor) from `tabPurchase Order Item`"
    ),
    "sum(amount_document_currency), sum(amount_company_currency) from sales_orders": (
        "select sum(net_total), sum(base_net_total) from `tabSales Order`"
    ),
    "sum(amount_document_currency), sum(quantity_ordered_stock_unit) from sales_order_lines": (
        "select sum(net_amount), sum(qty * conversion_factor) from `tabSales Order Item`"
    ),
    "sum(quantity_stock_unit) from purchase_requisition_lines": (
        f"select sum(l.qty * l.conversion_factor) from {REQUISITION_LINES}"
    ),
    "sum(quantity_stock_unit) from goods_receipt_lines": (
        "select sum(received_qty * conversion_factor) from `tabPurchase Receipt Item` where docstatus = 1"
    ),
    "sum(quantity_stock_unit) from delivery_lines": (
        "select sum(qty * conversion_factor) from `tabDelivery Note Item` where docstatus = 1"
    ),
    "sum(quantity_document_unit), sum(amount_company_currency) from supplier_invoice_lines": (
        "select sum(qty), sum(base_net_amount) from `tabPurchase Invoice Item`"
    ),
    "count(distinct invoice_id) from supplier_invoice_lines where is_paid": (
        "select count(*) from `tabPurchase Invoice` where status = 'Paid'"
    ),
    "sum(amount_company_currency) from supplier_payments": (
        "select sum(base_paid_amount) from `tabPayment Entry` where docstatus = 1 and payment_type = 'Pay'"
    ),
    "sum(value_company_currency) from stock_moves": (
        "select sum(stock_value_difference) from `tabStock Ledger Entry` where not is_cancelled"
    ),
    "sum(book_quantity_stock_unit), sum(counted_quantity_stock_unit), sum(difference_value_company_currency)"
    " from stock_counts": (
        "select sum(current_qty), sum(qty), sum(amount_difference) from `tabStock Reconciliation Item`"
        " where docstatus = 1"
    ),
}
KPI_CASES = {
    # every requisition line was released and ordered, every order confirmed
    "p2p.requisition_to_order": f"select count(*) from {REQUISITION_LINES} and d.docstatus = 1",
    "p2p.supplier_lead_time": "select count(*) from `tabPurchase Order Item` where docstatus = 1",
    "p2p.on_time_receipt_rate": "select count(*) from `tabPurchase Order Item` where docstatus = 1",
    "p2p.maverick_rate": (
        "select (select count(*) from `tabPurchase Order Item` where docstatus = 1)"
        " + (select count(*) from `tabPurchase Invoice Item` where coalesce(po_detail, '') = ''"
        "    and coalesce(pr_detail, '') = '')"
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    yield server
    server.remove()


@pytest.fixture(scope="module")
def published(server: MariaDbServer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(
        tmp_path_factory.mktemp("erpnext"),
        [
            {
                "name": "erp",
                "erp": "erpnext",
                "version": "14",
                "timezone": "Asia/Shanghai",
                "connection": {"kind": "mysql", "dsn_env": "ERP_DSN"},
            }
        ],
        settings={"as_of": AS_OF},
        environment={"ERP_DSN": server.create_reader("cockpit_reader", "secret", "erpnext")},
    )
    installation.run()
    return installation


def in_source(server: MariaDbServer, sql: str) -> list[tuple]:
    connection = pymysql.connect(
        unix_socket=str(server.socket), user="root", database="erpnext", charset="utf8mb4", autocommit=True
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def canonical(installation: Installation, columns: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        warehouse.execute("use canonical")
        return warehouse.execute(f"select distinct {columns}").fetchall()


def without_source(value: Any) -> Any:
    return value.removeprefix("erp:") if isinstance(value, str) else value


def test_every_canonical_entity_is_counted_here(published: Installation) -> None:
    with published.warehouse() as warehouse:
        rows = warehouse.execute("select table_name from duckdb_tables() where schema_name = 'canonical'").fetchall()
    # changes of documents have their own test below
    assert {name for (name,) in rows} == set(COUNTS) | {"document_changes"}


@pytest.mark.parametrize("entity", COUNTS)
def test_rows_of_every_entity_equal_plain_sql(published: Installation, server: MariaDbServer, entity: str) -> None:
    assert canonical(published, f"count(*) from {entity}") == in_source(server, COUNTS[entity])


@pytest.mark.parametrize("columns", TOTALS)
def test_totals_equal_plain_sql(published: Installation, server: MariaDbServer, columns: str) -> None:
    assert canonical(published, columns) == in_source(server, TOTALS[columns])


@pytest.mark.parametrize("columns", STAMPS)
def test_every_stamp_is_the_sites_local_time_in_utc(
    published: Installation, server: MariaDbServer, columns: str
) -> None:
    found = sorted((without_source(key), stamp) for key, stamp in canonical(published, columns))
    assert found == sorted((key, stamp - AHEAD_OF_UTC) for key, stamp in in_source(server, STAMPS[columns]))
    assert found


def test_a_stamp_that_was_read_off_the_screen(published: Installation) -> None:
    """The first order: submitted on 21 November 2026 at 23:26:12 in Shanghai."""
    [(stamp,)] = canonical(published, "confirmed_at from purchase_orders where order_number = 'PUR-ORD-2026-00001'")
    assert stamp == datetime(2026, 11, 21, 15, 26, 12, 256083)


@pytest.mark.parametrize("columns", LINKS)
def test_every_reference_equals_plain_sql(published: Installation, server: MariaDbServer, columns: str) -> None:
    found = sorted(tuple(without_source(value) for value in row) for row in canonical(published, columns))
    assert found == sorted(in_source(server, LINKS[columns]))


def test_quantity_and_value_of_every_item_and_warehouse_are_the_ledgers_last_balance(
    published: Installation, server: MariaDbServer
) -> None:
    found = canonical(
        published,
        "item_id, coalesce(to_warehouse_id, from_warehouse_id),"
        " sum(case when is_to_stock then quantity_stock_unit else -quantity_stock_unit end),"
        " sum(value_company_currency) from stock_moves group by all",
    )
    wanted = in_source(
        server,
        "select item_code, warehouse, qty_after_transaction, stock_value from (select *, row_number() over"
        " (partition by item_code, warehouse order by posting_date desc, posting_time desc, creation desc) as place"
        " from `tabStock Ledger Entry` where not is_cancelled) as entries where place = 1",
    )
    assert sorted(tuple(without_source(value) for value in row) for row in found) == sorted(wanted)


def test_document_changes_are_the_pairs_in_the_versions(published: Installation, server: MariaDbServer) -> None:
    wanted = []
    for name, data in in_source(server, f"select name, data from `tabVersion` where ref_doctype in {TRACKED}"):
        version = json.loads(data)
        wanted += [f"{name}:{field}" for field, _, _ in version["changed"]]
        wanted += [f"{name}:{row}:{pair[0]}" for _, _, row, pairs in version["row_changed"] for pair in pairs]
    wanted += [f"{name}:deleted" for (name,) in in_source(server, "select name from `tabDeleted Document`")]
    found = canonical(published, "change_id from document_changes")
    assert sorted(without_source(change) for (change,) in found) == sorted(wanted)
    assert canonical(
        published, "document_id, field_name from document_changes where document_type = 'purchase_requisition'"
    ) == [("erp:MAT-MR-2026-00031", "is_deleted")]


@pytest.mark.parametrize("kpi_id", KPI_CASES)
def test_measured_open_and_excluded_are_all(published: Installation, server: MariaDbServer, kpi_id: str) -> None:
    with published.snapshot() as snapshot:
        rows = snapshot.execute(
            "select sum(case_count), max_by(open_count, period_start), sum(excluded_count) from kpi_values"
            " where kpi_id = ? and scope_type = 'company_group'",
            [kpi_id],
        ).fetchall()
    [(measured, waiting, excluded)] = rows
    assert [(measured + waiting + excluded,)] == in_source(server, KPI_CASES[kpi_id])
    assert measured


def test_without_a_workflow_no_approval_is_claimed(published: Installation) -> None:
    with published.snapshot() as snapshot:
        [(values,)] = snapshot.execute(
            "select count(*) from kpi_values where kpi_id like 'apr.%' and value is not null"
        ).fetchall()
    assert values == 0
    assert canonical(published, "submitted_at, approved_at from purchase_orders") == [(None, None)]


def test_an_earlier_now_sees_only_what_had_happened_by_then(published: Installation, server: MariaDbServer) -> None:
    """The last test of this file, since it publishes anew: when order 17 had just been submitted."""
    [(submitted,)] = in_source(
        server,
        "select creation from `tabVersion` where docname = 'PUR-ORD-2026-00017' and data like '%[\"docstatus\",0,1]%'",
    )
    # the run's "now" is a whole second, and the goods came in within the next one
    local = submitted.replace(microsecond=0) + timedelta(seconds=1)
    published.run("--as-of", f"{local - AHEAD_OF_UTC:%Y-%m-%dT%H:%M:%S}Z")
    confirmed = f"({SUBMITTED.format('Purchase Order')} having min(creation) <= '{local}') as orders"
    received = (
        "select r.purchase_order_item from `tabPurchase Receipt Item` r"
        " join `tabPurchase Receipt` d on d.name = r.parent"
        f" where timestamp(d.posting_date, d.posting_time) <= '{local}'"
    )
    lines = f"`tabPurchase Order Item` l join {confirmed} on orders.docname = l.parent"
    [(all_lines, measured_lines)] = in_source(server, f"select count(*), sum(l.name in ({received})) from {lines}")
    with published.snapshot() as snapshot:
        [counts] = snapshot.execute(
            "select case_count, open_count, excluded_count from kpi_values"
            " where kpi_id = 'p2p.supplier_lead_time' and scope_type = 'company_group'"
        ).fetchall()
    assert counts == (measured_lines, all_lines - measured_lines, 0)
    assert (all_lines, measured_lines) == (34, 32)
