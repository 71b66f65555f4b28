"""Invoices, receipts, production orders and operations of two real Odoo databases, row by row against plain SQL."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

# what a department is called by: the user's employee record of the home company, else an active one
DEPARTMENT = (
    "(select e.department_id from hr_employee e join res_users u on u.id = e.user_id where e.user_id = {}"
    " order by (e.company_id is distinct from u.company_id), not e.active, e.id limit 1)"
)
# stamps of a tracked status; these databases have no audit of productions, and labels in two languages
TRACKED = (
    "(select {} (m.date) from mail_message m join mail_tracking_value v on v.mail_message_id = m.id"
    " join ir_model_fields f on f.id = v.field_id where m.model = '{}' and m.res_id = {}"
    " and f.name = 'state' and v.new_value_char in ({}))"
)


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> Installation:
    return request.getfixturevalue(request.param)


def in_source(installation: Installation, sql: str) -> list[tuple]:
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        return connection.execute(sql).fetchall()


def has(installation: Installation, table: str) -> bool:
    return in_source(installation, f"select to_regclass('{table}') is not null") == [(True,)]


def canonical(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def tracked(installation: Installation, pick: str, model: str, document: str, labels: str) -> str:
    """When a document came into a status; labels mean nothing where the table of their selections was left out."""
    known = has(installation, "ir_model_fields_selection")
    return TRACKED.format(pick, model, document, labels) if known else "null::timestamp"


def number(column: str) -> str:
    """The number in a key of the only source."""
    return f"split_part({column}, ':', 2)::int"


def test_invoice_lines_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        f"select {number('invoice_line_id')}, {number('invoice_id')}, invoice_number, {number('order_line_id')},"
        f" is_down_payment, status, is_credit_note, {number('company_id')}, {number('department_id')},"
        f" {number('customer_id')}, {number('item_id')}, invoice_date, created_at, posted_at, due_date, is_paid,"
        f" quantity_document_unit, document_currency, amount_document_currency, amount_company_currency,"
        f" {number('issuer_id')} from canonical.customer_invoice_lines order by 1",
    )
    links = "select null::int as invoice_line_id, null::int as order_line_id where false"
    if has(published, "sale_order_line_invoice_rel"):
        links = "select * from sale_order_line_invoice_rel"
    posted = tracked(published, "min", "account.move", "i.id", "'Posted', '已过账'")
    wanted = in_source(
        published,
        f"""
        with links as ({links})
        select l.id, i.id, i.name,
            (select min(k.order_line_id) from links k join sale_order_line s on s.id = k.order_line_id
                where k.invoice_line_id = l.id and not coalesce(s.is_downpayment, false)),
            coalesce(l.is_downpayment, false) or exists (select 1 from links k join sale_order_line s
                on s.id = k.order_line_id where k.invoice_line_id = l.id and s.is_downpayment),
            replace(i.state, 'cancel', 'cancelled'), i.move_type = 'out_refund', i.company_id,
            {DEPARTMENT.format("i.invoice_user_id")}, i.partner_id, l.product_id, i.invoice_date, i.create_date,
            {posted}, i.invoice_date_due, i.payment_state in ('paid', 'in_payment', 'reversed'), l.quantity, c.name,
            case i.move_type when 'out_refund' then -1 else 1 end * l.price_subtotal,
            round(case i.move_type when 'out_refund' then -1 else 1 end * l.price_subtotal
                / coalesce(nullif(i.invoice_currency_rate, 0), 1), 6),
            i.create_uid
        from account_move_line l join account_move i on i.id = l.move_id join res_currency c on c.id = i.currency_id
        where i.move_type in ('out_invoice', 'out_refund') and l.display_type = 'product' order by l.id
        """,
    )
    rate = 19  # rates are doubles: the seventh digit of an amount may round the other way
    assert [row[:rate] + row[rate + 1 :] for row in found] == [row[:rate] + row[rate + 1 :] for row in wanted]
    for got, want in zip(found, wanted, strict=True):
        assert abs(got[rate] - want[rate]) <= Decimal("0.000002"), got


def test_lines_of_invoices_in_company_currency_are_what_was_booked(published: Installation) -> None:
    """The ledger is another witness: revenue was credited in company currency, to the cent of every line."""
    found = dict(
        canonical(
            published,
            f"select {number('invoice_line_id')}, amount_company_currency from canonical.customer_invoice_lines",
        )
    )
    booked = in_source(
        published,
        "select l.id, -l.balance from account_move_line l join account_move i on i.id = l.move_id"
        " where i.move_type in ('out_invoice', 'out_refund') and l.display_type = 'product'",
    )
    assert len(found) == len(booked) > 0
    for line, amount in booked:
        assert abs(found[line] - amount) <= Decimal("0.005001"), line


def test_receipts_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        "select receipt_allocation_id, "
        f"{number('invoice_id')}, {number('company_id')}, allocation_kind, received_date, recorded_at, due_date,"
        f" amount_company_currency, {number('recorder_id')} from canonical.customer_receipts order by 1",
    )
    wanted = in_source(
        published,
        """
        select 'erp:' || r.id || ':erp:' || l.id, i.id, i.company_id,
            case when o.move_type in ('out_invoice', 'out_refund') then 'credit_note' else 'payment' end,
            x.date, r.create_date, l.date_maturity, r.amount, r.create_uid
        from account_partial_reconcile r
        join account_move_line l on l.id in (r.debit_move_id, r.credit_move_id)
        join account_move i on i.id = l.move_id
        join account_move_line x on x.id in (r.debit_move_id, r.credit_move_id) and x.id <> l.id
        join account_move o on o.id = x.move_id
        where l.display_type = 'payment_term' and i.move_type in ('out_invoice', 'out_refund')
        """,
    )
    assert found == sorted(wanted)
    # the customers of the demo company have never paid
    assert found or published.environment["ERP_DSN"].endswith("odoo_ce")


def test_what_is_left_of_every_invoice_is_what_odoo_says_is_left(published: Installation) -> None:
    """Odoo keeps the residual itself: the invoice's total less its receipts, in company currency."""
    received = dict(
        canonical(
            published,
            f"select {number('invoice_id')}, sum(amount_company_currency) from canonical.customer_receipts group by 1",
        )
    )
    invoices = in_source(
        published,
        "select id, abs(amount_total_signed), abs(amount_residual_signed) from account_move"
        " where move_type in ('out_invoice', 'out_refund') and state = 'posted'",
    )
    for invoice, total, residual in invoices:
        assert total - received.get(invoice, 0) == residual, invoice
    assert invoices


def test_production_orders_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        f"select {number('production_order_id')}, order_number, status, {number('company_id')},"
        f" {number('department_id')}, {number('warehouse_id')}, {number('item_id')}, quantity_planned_stock_unit,"
        " quantity_good_stock_unit, quantity_scrapped_stock_unit, created_at, confirmed_at, planned_start_at,"
        f" planned_end_at, started_at, ended_at, cancelled_at, {number('planner_id')}, quantity_reworked_stock_unit"
        " from canonical.production_orders order by 1",
    )
    moved = (
        "(select coalesce(sum(m.quantity / mu.factor * pu.factor), 0) from stock_move m join uom_uom mu"
        " on mu.id = m.product_uom where m.production_id = o.id and m.product_id = o.product_id and m.state = 'done'"
        " and coalesce(m.scrapped, false) = {})"
    )
    begun = (
        "(select min(w.date_start) from mrp_workorder w where w.production_id = o.id"
        " and w.state in ('progress', 'done'))"
    )
    confirmed = tracked(published, "min", "mrp.production", "o.id", "'Confirmed', '已确认'")
    progress = tracked(published, "min", "mrp.production", "o.id", "'In Progress', '进行中', 'To Close', '待关闭'")
    cancelled = tracked(published, "max", "mrp.production", "o.id", "'Cancelled', '已取消'")
    wanted = in_source(
        published,
        f"""
        select o.id, o.name,
            case o.state when 'progress' then 'in_progress' when 'to_close' then 'in_progress'
                when 'cancel' then 'cancelled' else o.state end,
            o.company_id, {DEPARTMENT.format("o.user_id")}, d.warehouse_id, o.product_id,
            round(o.product_qty / ou.factor * pu.factor, 6),
            {moved.format("false")} - {moved.format("true")}, {moved.format("true")}, o.create_date,
            {confirmed},
            case when {begun} is null then o.date_start end,
            case when o.state <> 'done' then o.date_finished end,
            least({progress}, {begun}),
            case when o.state = 'done' then o.date_finished end,
            case when o.state = 'cancel' then {cancelled} end,
            o.user_id, null
        from mrp_production o join stock_location d on d.id = o.location_dest_id
        join uom_uom ou on ou.id = o.product_uom_id join product_product p on p.id = o.product_id
        join product_template t on t.id = p.product_tmpl_id join uom_uom pu on pu.id = t.uom_id order by o.id
        """,
    )
    assert found == wanted
    assert found


def test_good_and_scrapped_output_is_what_the_stock_gained_and_lost(published: Installation) -> None:
    """Move lines are another witness, piece by piece and in the item's unit; scrappings are documents of their own."""
    [(good, scrapped)] = canonical(
        published,
        "select sum(quantity_good_stock_unit), sum(quantity_scrapped_stock_unit) from canonical.production_orders",
    )
    [(put_out, taken)] = in_source(
        published,
        "select sum(case when not coalesce(m.scrapped, false) then l.quantity else 0 end),"
        " sum(case when m.scrapped then l.quantity else 0 end) from stock_move_line l join stock_move m"
        " on m.id = l.move_id join mrp_production o on o.id = m.production_id and o.product_id = m.product_id"
        " where m.state = 'done'",
    )
    assert (good, scrapped) == (put_out - taken, taken)
    if has(published, "stock_scrap"):
        documents = in_source(
            published,
            "select sum(s.scrap_qty) from stock_scrap s join mrp_production o on o.id = s.production_id"
            " and o.product_id = s.product_id where s.state = 'done'",
        )
        assert documents == [(scrapped,)]


def test_operations_equal_plain_sql(published: Installation) -> None:
    found = canonical(
        published,
        f"select {number('production_operation_id')}, {number('production_order_id')}, operation_number,"
        f" operation_name, {number('work_center_id')}, work_center_name, status, planned_start_at, planned_end_at,"
        " started_at, ended_at, planned_minutes, setup_minutes, run_minutes, quantity_good_stock_unit,"
        f" quantity_scrapped_stock_unit, {number('operator_id')} from canonical.production_operations order by 1",
    )
    wanted = in_source(
        published,
        """
        select w.id, w.production_id,
            (select count(*) from mrp_workorder e where e.production_id = w.production_id
                and (e.sequence, e.id) <= (w.sequence, w.id)),
            w.name, w.workcenter_id, c.name,
            case w.state when 'done' then 'done' when 'cancel' then 'cancelled' when 'progress' then 'in_progress'
                else 'planned' end,
            case when w.state not in ('progress', 'done') then w.date_start end,
            case when w.state <> 'done' then w.date_finished end,
            (select min(date_start) from mrp_workcenter_productivity t where t.workorder_id = w.id),
            case when w.state = 'done' then w.date_finished end,
            w.duration_expected, null,
            (select coalesce(sum(round(t.duration::numeric, 6)), 0) from mrp_workcenter_productivity t
                where t.workorder_id = w.id),
            w.qty_produced, 0,
            (select t.user_id from mrp_workcenter_productivity t where t.workorder_id = w.id
                group by 1 order by sum(t.duration) desc limit 1)
        from mrp_workorder w left join mrp_workcenter c on c.id = w.workcenter_id order by w.id
        """,
    )
    assert found == wanted
    assert found
