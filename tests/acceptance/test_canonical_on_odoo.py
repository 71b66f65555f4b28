"""Every canonical entity on two real Odoo databases has the rows, totals and stamps that plain SQL finds in them."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

REAL_LINE = "display_type is null and not coalesce(is_downpayment, false)"
BORDER = (
    "stock_move m join stock_location s on s.id = m.location_id join stock_location d on d.id = m.location_dest_id"
    " where m.state = 'done'"
)
COUNTS = {
    "companies": "select count(*) from res_company",
    "departments": "select count(*) from hr_department",
    "warehouses": "select count(*) from stock_warehouse",
    "users": "select count(*) from res_users",
    "user_sessions": "select count(*) from res_users_log",
    "items": "select count(*) from product_product",
    "exchange_rates": "select count(*) from res_currency_rate",
    "suppliers": (
        "select count(*) from res_partner p where supplier_rank > 0 or exists (select 1 from purchase_order o where"
        " o.partner_id = p.id) or exists (select 1 from account_move m where m.partner_id = p.id"
        " and move_type like 'in\\_%')"
    ),
    "customers": (
        "select count(*) from res_partner p where customer_rank > 0 or exists (select 1 from sale_order o where"
        " o.partner_id = p.id) or exists (select 1 from account_move m where m.partner_id = p.id"
        " and move_type like 'out\\_%')"
    ),
    "purchase_requisition_lines": "select count(*) from purchase_request_line",
    "requisition_order_links": "select count(*) from purchase_request_purchase_order_line_rel",
    "purchase_orders": "select count(*) from purchase_order",
    "purchase_order_lines": f"select count(*) from purchase_order_line where {REAL_LINE}",
    "goods_receipt_lines": (f"select count(*) from {BORDER} and (s.usage = 'supplier') <> (d.usage = 'supplier')"),
    "supplier_invoice_lines": (
        "select count(*) from account_move_line l join account_move m on m.id = l.move_id"
        " where m.move_type in ('in_invoice', 'in_refund') and l.display_type = 'product'"
    ),
    "supplier_payments": (
        "select count(*) from account_partial_reconcile r join account_move_line l"
        " on l.id in (r.debit_move_id, r.credit_move_id) join account_move m on m.id = l.move_id"
        " where l.display_type = 'payment_term' and m.move_type in ('in_invoice', 'in_refund')"
    ),
    "customer_invoice_lines": (
        "select count(*) from account_move_line l join account_move m on m.id = l.move_id"
        " where m.move_type in ('out_invoice', 'out_refund') and l.display_type = 'product'"
    ),
    "customer_receipts": (
        "select count(*) from account_partial_reconcile r join account_move_line l"
        " on l.id in (r.debit_move_id, r.credit_move_id) join account_move m on m.id = l.move_id"
        " where l.display_type = 'payment_term' and m.move_type in ('out_invoice', 'out_refund')"
    ),
    "booked_invoices": (
        "select count(*) from account_move where state = 'posted'"
        " and move_type in ('out_invoice', 'out_refund', 'in_invoice', 'in_refund')"
    ),
    "production_orders": "select count(*) from mrp_production",
    "production_operations": "select count(*) from mrp_workorder",
    "sales_orders": "select count(*) from sale_order",
    "sales_order_lines": f"select count(*) from sale_order_line where {REAL_LINE}",
    "delivery_lines": (
        f"select count(*) from {BORDER} and sale_line_id is not null"
        " and (s.usage = 'customer') <> (d.usage = 'customer')"
    ),
    "stock_moves": (
        "select (select count(*) from stock_move where state = 'done')"
        " + (select count(*) from stock_valuation_layer where stock_move_id is null or quantity = 0)"
    ),
    "stock_balances": (
        "select count(*) from (select distinct q.product_id, q.company_id, l.warehouse_id from stock_quant q"
        " join stock_location l on l.id = q.location_id where l.usage = 'internal'"
        " or (l.usage = 'transit' and l.company_id is not null)) as balances"
    ),
    # the first move of an item at a place is its opening balance, every later inventory move is a count
    "stock_counts": (
        "select count(*) from stock_move m join stock_location d on d.id = m.location_dest_id where m.state = 'done'"
        " and m.is_inventory and not coalesce(m.scrapped, false) and not (d.usage = 'internal' and not exists ("
        "   select 1 from stock_move e join stock_location es on es.id = e.location_id"
        "   join stock_location ed on ed.id = e.location_dest_id where e.state = 'done' and e.product_id = m.product_id"
        "   and case when ed.usage = 'internal' then e.location_dest_id else e.location_id end = m.location_dest_id"
        "   and (e.date, e.create_date, e.id) < (m.date, m.create_date, m.id)))"
    ),
}


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> Installation:
    return request.getfixturevalue(request.param)


def source_row(installation: Installation, sql: str) -> tuple:
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def source_rows(installation: Installation, sql: str) -> list[tuple]:
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        return connection.execute(sql).fetchall()


def canonical(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def test_every_canonical_entity_is_counted_here(published: Installation) -> None:
    entities = {
        row[0]
        for row in canonical(
            published, "select table_name from information_schema.tables where table_schema = 'canonical'"
        )
    }
    # approvals, document changes and companies of several sources have their own tests, Odoo delivers no event logs
    of_logs = {name for name in entities if name.startswith("event_log_")}
    assert entities - of_logs == set(COUNTS) | {"approvals", "document_changes", "same_records", "coded_masters"}
    for entity in of_logs:
        assert canonical(published, f"select count(*) from canonical.{entity}") == [(0,)]


@pytest.mark.parametrize("entity", COUNTS)
def test_rows_of_every_entity_equal_plain_sql(published: Installation, entity: str) -> None:
    [(found,)] = canonical(published, f"select count(*) from canonical.{entity}")
    assert found == source_row(published, COUNTS[entity])[0]


def test_order_totals_in_document_and_company_currency_equal_plain_sql(published: Installation) -> None:
    for entity, table in (("purchase_orders", "purchase_order"), ("sales_orders", "sale_order")):
        found = canonical(
            published, f"select sum(amount_document_currency), sum(amount_company_currency) from canonical.{entity}"
        )
        wanted = source_row(
            published,
            "select sum(amount_untaxed), sum(round(amount_untaxed / coalesce(nullif(currency_rate, 0), 1), 6))"
            f" from {table}",
        )
        assert found == [wanted]


def test_line_totals_equal_plain_sql(published: Installation) -> None:
    for entity, table in (("purchase_order_lines", "purchase_order_line"), ("sales_order_lines", "sale_order_line")):
        found = canonical(published, f"select sum(amount_document_currency) from canonical.{entity}")
        assert found == [source_row(published, f"select sum(price_subtotal) from {table} where {REAL_LINE}")]


def test_ordered_quantities_are_in_the_stock_unit(published: Installation) -> None:
    found = canonical(
        published,
        "select split_part(order_line_id, ':', 2)::int, quantity_ordered_stock_unit"
        " from canonical.purchase_order_lines order by 1",
    )
    wanted = source_rows(
        published,
        f"select id, product_uom_qty::numeric from purchase_order_line where {REAL_LINE} order by id",
    )
    assert [number for number, _ in found] == [number for number, _ in wanted]
    for (number, got), (_, want) in zip(found, wanted, strict=True):
        # Odoo rounds its own conversion to the unit's step of 0.01
        assert abs(got - want) <= Decimal("0.005001"), number


def test_stock_value_and_quantity_equal_the_valuation_layers(published: Installation) -> None:
    found = canonical(published, "select sum(value_company_currency) from canonical.stock_moves")
    assert found == [source_row(published, "select sum(value) from stock_valuation_layer")]
    by_item = canonical(
        published,
        "select split_part(item_id, ':', 2)::int, sum(closing_value_company_currency) from core.fct_inventory_months"
        " where month_start = (select max(month_start) from core.fct_inventory_months) group by 1 having sum("
        " closing_value_company_currency) <> 0 order by 1",
    )
    wanted = source_rows(
        published,
        "select product_id, sum(value) from stock_valuation_layer group by 1 having sum(value) <> 0 order by 1",
    )
    assert by_item == wanted


def test_quantities_by_item_and_warehouse_equal_odoos_own_quants(published: Installation) -> None:
    found = canonical(
        published,
        "select split_part(item_id, ':', 2)::int as item, split_part(warehouse_id, ':', 2), closing_quantity_stock_unit"
        " from core.fct_inventory_months"
        " where month_start = (select max(month_start) from core.fct_inventory_months)"
        " and warehouse_id <> 'unassigned' and closing_quantity_stock_unit <> 0 order by 1, 2",
    )
    wanted = source_rows(
        published,
        "select q.product_id, l.warehouse_id::text, sum(q.quantity) from stock_quant q join stock_location l"
        " on l.id = q.location_id where l.usage = 'internal' and l.warehouse_id is not null"
        " group by 1, 2 having sum(q.quantity) <> 0 order by 1, 2",
    )
    assert [(item, warehouse, float(quantity)) for item, warehouse, quantity in found] == [
        (item, warehouse, float(quantity)) for item, warehouse, quantity in wanted
    ]


def test_confirmation_stamps_of_every_order_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        "select split_part(order_id, ':', 2)::int, created_at, confirmed_at from canonical.purchase_orders order by 1",
    )
    # no order of these databases was confirmed twice, so Odoo's own stamp is the first confirmation
    wanted = source_rows(published, "select id, create_date, date_approve from purchase_order order by id")
    assert found == wanted


def test_first_receipt_stamps_of_every_order_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        "select split_part(l.order_id, ':', 2)::int, min(r.received_at), max(r.received_at)"
        " from canonical.goods_receipt_lines r join canonical.purchase_order_lines l using (order_line_id)"
        " where not r.is_return group by 1 order by 1",
    )
    wanted = source_rows(
        published,
        "select l.order_id, min(m.date), max(m.date) from "
        + BORDER.replace("where", "join purchase_order_line l on l.id = m.purchase_line_id where")
        + " and s.usage = 'supplier' and d.usage <> 'supplier' group by 1 order by 1",
    )
    assert found == wanted
    assert found


def test_requisition_stamps_of_every_requisition_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        "select distinct split_part(requisition_id, ':', 2)::int, requested_at, approved_at"
        " from canonical.purchase_requisition_lines order by 1",
    )
    wanted = source_rows(
        published,
        """
        with changes as (
            select l.res_id, l.create_date, f.new_value
            from auditlog_log l join auditlog_log_line f on f.log_id = l.id
            where l.model_model = 'purchase.request' and l.method = 'write' and f.field_name = 'state'
        ), resets as (
            select res_id, max(create_date) as reset_at from changes
            where new_value in ('draft', 'to_approve', 'rejected') group by 1
        )
        select r.id,
            (select min(create_date) from changes c where c.res_id = r.id and new_value = 'to_approve'),
            (select min(create_date) from changes c left join resets using (res_id) where c.res_id = r.id
                and new_value = 'approved' and (reset_at is null or create_date >= reset_at))
        from purchase_request r
        where exists (select 1 from purchase_request_line l where l.request_id = r.id) order by 1
        """,
    )
    assert found == wanted


def test_approval_stamps_of_every_order_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        "select split_part(document_id, ':', 2)::int, count(*) filter (decided_at is not null), max(decided_at),"
        " count(*) filter (decision = 'rejected') from canonical.approvals where document_type = 'purchase_order'"
        " and approval_id like '%:review' group by 1 order by 1",
    )
    # a deleted round left only its unlink lines in the audit log
    wanted = source_rows(
        published,
        """
        with deleted as (
            select l.res_id as review_id,
                max(f.old_value) filter (where f.field_name = 'res_id')::int as res_id,
                max(f.old_value) filter (where f.field_name = 'status') as status,
                max(f.old_value) filter (where f.field_name = 'reviewed_date')::timestamp as reviewed_date
            from auditlog_log l join auditlog_log_line f on f.log_id = l.id
            where l.model_model = 'tier.review' and l.method = 'unlink' group by 1
        ), reviews as (
            select res_id, status, reviewed_date from tier_review where model = 'purchase.order'
            union all
            select res_id, status, reviewed_date from deleted
        )
        select res_id, count(*) filter (where status in ('approved', 'rejected')),
            max(reviewed_date) filter (where status in ('approved', 'rejected')),
            count(*) filter (where status = 'rejected')
        from reviews group by 1 order by 1
        """,
    )
    assert found == wanted


def test_document_changes_keep_every_tracked_and_audited_change(published: Installation) -> None:
    [(found,)] = canonical(published, "select count(*) from canonical.document_changes where recorded_by = 'audit_log'")
    wanted = source_row(
        published,
        "select count(*) from auditlog_log l join auditlog_log_line f on f.log_id = l.id where l.method = 'write'"
        " and l.model_model <> 'tier.review' and f.field_name in ('state', 'date_planned', 'price_unit', 'product_qty',"
        " 'product_uom_qty', 'commitment_date', 'status', 'definition_id', 'res_id', 'model', 'sequence',"
        " 'requested_by', 'reviewed_date', 'done_by')",
    )
    assert (found,) == wanted
    unresolved = canonical(
        published, "select count(*) from canonical.document_changes where field_name = 'status' and new_value is null"
    )
    labels = source_row(
        published, "select count(*) from information_schema.tables where table_name = 'ir_model_fields_selection'"
    )
    # labels can be resolved where the database has its table of selections
    assert unresolved == [(0,)] or labels == (0,)
