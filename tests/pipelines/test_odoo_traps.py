"""Every trap of an Odoo database, as one hand-made company that is read twice: before and after things changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.pipelines.odoo_database import (
    ADMIN,
    BOLT,
    CUSTOMERS,
    DOZENS,
    FINANCE,
    INPUT,
    LOSS,
    MANAGER,
    MOTOR,
    SERVICE,
    STOCK,
    SUPPLIERS,
    TOM,
    UNITS,
    ZHAO,
    OdooDatabase,
)  # fmt: skip
from tests.support import Installation

AS_OF = "2026-03-31T16:00:00Z"


def write_first_state(odoo: OdooDatabase) -> None:
    # -- approvals: definitions count downwards, reviews upwards
    odoo.tier(1, "manager", sequence=30)
    odoo.tier(2, "finance", sequence=20)

    # 1: labels in two languages tell the same story; confirmed twice, Odoo keeps only the second stamp
    odoo.order(1, "2026-01-05 01:00:00.5", "2026-01-20 02:00:00")
    odoo.order_line(1, "2026-01-30 09:00:00")
    odoo.track("purchase.order", 1, ZHAO, "2026-01-06 02:00:00", "draft", "purchase")
    odoo.track("purchase.order", 1, TOM, "2026-01-12 02:00:00", "purchase", "cancel")
    odoo.track("purchase.order", 1, TOM, "2026-01-20 02:00:00", "draft", "purchase")

    # 2: confirmed in the second it was entered; the stamp is cut, so it looks earlier
    odoo.order(2, "2026-01-07 03:00:00.900", "2026-01-07 03:00:00.900")
    odoo.order_line(2, "2026-01-15 09:00:00", create_date="2026-01-07 03:00:00.900000")

    # 3: two sequential steps of one round, tracking and audit log both record the confirmation
    odoo.order(3, "2026-01-08 01:00:00", "2026-01-12 06:00:00")
    odoo.order_line(3, "2026-01-20 09:00:00")
    odoo.review(1, 3, 1, 1, "2026-01-08 02:00:00", "approved", "2026-01-08 06:00:00", MANAGER)
    odoo.review(2, 3, 2, 2, "2026-01-08 02:00:00", "approved", "2026-01-09 02:00:00", FINANCE)
    odoo.track("purchase.order", 3, ZHAO, "2026-01-12 06:00:00", "draft", "purchase")
    odoo.audit("purchase.order", 3, ZHAO, "2026-01-12 06:00:00.4", "write", "fast", state=("draft", "purchase"))

    # 4: a refused round that Odoo deleted; the audit log ran in full mode. Then a second round.
    odoo.order(4, "2026-01-13 01:00:00", "2026-01-16 06:00:00")
    odoo.order_line(4, "2026-01-25 09:00:00")
    odoo.deleted_review(
        11, 4, 1, 1, "2026-01-13 02:00:00", "rejected", "2026-01-13 05:00:00", MANAGER, "2026-01-14 01:00:00", "full"
    )
    odoo.deleted_review(12, 4, 2, 2, "2026-01-13 02:00:00", "cancel", None, None, "2026-01-14 01:00:00", "full")
    odoo.review(13, 4, 1, 1, "2026-01-14 02:00:00", "approved", "2026-01-15 02:00:00", MANAGER)

    # 5: the same, but the audit log ran in fast mode: raw ids, no old values, nothing at all on deletion
    odoo.order(5, "2026-01-13 01:00:00", "2026-01-16 06:00:00")
    odoo.order_line(5, "2026-01-25 09:00:00")
    odoo.deleted_review(
        21, 5, 1, 1, "2026-01-13 02:00:00", "rejected", "2026-01-13 07:00:00", MANAGER, "2026-01-14 01:00:00", "fast"
    )
    odoo.review(22, 5, 1, 1, "2026-01-14 02:00:00", "approved", "2026-01-15 02:00:00", MANAGER)

    # 6: a review that is there now and will be deleted before the next run, without any audit log
    odoo.order(6, "2026-01-19 01:00:00", None, state="draft")
    odoo.order_line(6, "2026-02-10 09:00:00")
    odoo.review(31, 6, 1, 1, "2026-01-19 02:00:00", "rejected", "2026-01-19 04:00:00", MANAGER)

    # 7: a promise that was moved after confirmation, with the audit log; 8: without, between two runs
    odoo.order(7, "2026-01-19 01:00:00", "2026-01-19 03:00:00")
    line = odoo.order_line(7, "2026-02-20 09:00:00", id=700)
    odoo.audit(
        "purchase.order.line",
        line,
        ZHAO,
        "2026-01-19 03:00:00.2",
        "write",
        date_planned=("2026-02-01 09:00:00", "2026-02-10 09:00:00"),
    )
    odoo.audit(
        "purchase.order.line",
        line,
        ZHAO,
        "2026-01-28 03:00:00",
        "write",
        date_planned=("2026-02-10 09:00:00", "2026-02-20 09:00:00"),
    )
    odoo.order(8, "2026-01-19 01:00:00", "2026-01-19 03:00:00")
    odoo.order_line(8, "2026-02-05 09:00:00", id=800)

    # 9: sections, notes, a down payment and a service stand among the goods; bolts are bought in dozens
    odoo.order(9, "2026-01-20 01:00:00", "2026-01-20 02:00:00")
    odoo.order_line(9, "2026-02-05 09:00:00", 0, None, display_type="line_section", id=901)
    odoo.order_line(9, "2026-02-05 09:00:00", 0, None, display_type="line_note", id=902)
    odoo.order_line(9, "2026-02-05 09:00:00", 0, MOTOR, is_downpayment=1, id=903)
    odoo.order_line(9, "2026-02-05 09:00:00", 1, SERVICE, id=904)
    odoo.order_line(9, "2026-02-05 09:00:00", 4, BOLT, product_uom=DOZENS, product_uom_qty=48.0, id=905)

    # received in two steps (only the border counts), in parts, and one piece went back
    odoo.move("2026-01-26 02:00:00", SUPPLIERS, INPUT, 30, BOLT, value=30.0, purchase_line_id=905)
    odoo.move("2026-01-26 05:00:00", INPUT, STOCK, 30, BOLT, purchase_line_id=905)
    odoo.move("2026-01-28 02:00:00", SUPPLIERS, INPUT, 18, BOLT, value=18.0, purchase_line_id=905)
    odoo.move("2026-01-28 05:00:00", INPUT, STOCK, 18, BOLT, purchase_line_id=905)
    odoo.move("2026-02-02 05:00:00", STOCK, SUPPLIERS, 3, BOLT, value=-3.0, purchase_line_id=905)

    # 10: just after local midnight on the 1st of February, still January in UTC
    odoo.order(10, "2026-01-31 15:00:00", "2026-01-31 16:30:00")
    odoo.order_line(10, "2026-02-20 09:00:00", id=1001)

    # 11: to be deleted without a trace; 12: billed and paid in two parts, one of them a credit note
    odoo.order(11, "2026-01-21 01:00:00", "2026-01-21 02:00:00")
    odoo.order_line(11, "2026-02-20 09:00:00", id=1101)
    odoo.order(12, "2026-01-21 01:00:00", "2026-01-21 02:00:00", currency_id=2, currency_rate=0.14)
    odoo.order_line(12, "2026-02-20 09:00:00", id=1201)
    bill = odoo.insert(
        "account_move", name="BILL/1", state="posted", move_type="in_invoice", payment_state="paid", partner_id=30,
        currency_id=2, invoice_currency_rate=0.14, company_id=1, invoice_date="2026-02-02",
        invoice_date_due="2026-03-02",
        create_uid=FINANCE, create_date="2026-02-03 02:00:00",
    )  # fmt: skip
    odoo.insert(
        "account_move_line",
        move_id=bill,
        display_type="product",
        purchase_line_id=1201,
        quantity=10,
        price_subtotal=100,
    )
    owed = odoo.insert("account_move_line", id=5001, move_id=bill, display_type="payment_term", date="2026-02-03")
    payment = odoo.insert("account_move", name="PAY/1", state="posted", move_type="entry", company_id=1)
    credit = odoo.insert("account_move", name="RBILL/1", state="posted", move_type="in_refund", company_id=1)
    paid = odoo.insert("account_move_line", id=5002, move_id=payment, date="2026-02-25")
    credited = odoo.insert("account_move_line", id=5003, move_id=credit, display_type="payment_term", date="2026-02-20")
    odoo.insert(
        "account_partial_reconcile",
        debit_move_id=paid,
        credit_move_id=owed,
        amount=500,
        create_date="2026-02-25 03:00:00",
    )
    odoo.insert(
        "account_partial_reconcile",
        debit_move_id=credited,
        credit_move_id=owed,
        amount=200,
        create_date="2026-02-20 03:00:00",
    )

    # 13: waits in a step that the requester takes back before the next run
    odoo.order(13, "2026-03-02 01:00:00", None, state="draft")
    odoo.order_line(13, "2026-04-02 09:00:00")
    odoo.deleted_review(41, 13, 1, 1, "2026-03-02 02:00:00", "pending", None, None, "2026-03-03 01:00:00", "full")

    # stock: opening, a sale, a count with and one without difference, a price difference without a move
    odoo.move("2026-01-02 01:00:00", LOSS, STOCK, 100, MOTOR, value=1000.0, is_inventory=1)
    odoo.move("2026-02-10 01:00:00", STOCK, CUSTOMERS, 40, MOTOR, value=-400.0, sale_line_id=1)
    odoo.move("2026-02-12 01:00:00", CUSTOMERS, STOCK, 5, MOTOR, value=50.0, sale_line_id=1)
    odoo.move("2026-02-27 01:00:00", STOCK, LOSS, 2, MOTOR, value=-20.0, is_inventory=1)
    odoo.move("2026-03-30 01:00:00", STOCK, LOSS, 0, MOTOR, is_inventory=1)
    origin = odoo.layer("2026-02-01 01:00:00", 0.0)
    odoo.layer("2026-02-15 01:00:00", 7.5, MOTOR, 0, stock_valuation_layer_id=origin)

    # a sales order whose date was overwritten by its second confirmation; delivered less what came back
    odoo.insert(
        "sale_order", id=1, name="S1", state="sale", partner_id=31, currency_id=1, currency_rate=1.0, user_id=TOM,
        company_id=1, warehouse_id=1, date_order="2026-02-09 03:00:00", amount_untaxed=500,
        create_date="2026-02-01 01:00:00.3",
    )  # fmt: skip
    odoo.insert(
        "sale_order_line", id=1, order_id=1, product_id=MOTOR, product_uom=UNITS, product_uom_qty=40,
        price_subtotal=500, is_downpayment=0, company_id=1,
    )  # fmt: skip
    odoo.insert(
        "sale_order_line", id=2, order_id=1, display_type="line_note", product_uom_qty=0, is_downpayment=0, company_id=1
    )
    odoo.track("sale.order", 1, TOM, "2026-02-02 03:00:00", "draft", "sale")
    odoo.track("sale.order", 1, TOM, "2026-02-09 03:00:00", "draft", "sale")

    # the only login of a user that Odoo will keep
    odoo.insert("res_users_log", id=1, create_uid=TOM, create_date="2026-03-01 01:00:00")
    odoo.commit()


def change_between_the_runs(odoo: OdooDatabase) -> None:
    odoo.execute("delete from tier_review where id = 31")
    odoo.execute(
        "update purchase_order_line set date_planned = '2026-03-05 09:00:00', write_date = '2026-02-04 01:00:00'"
        " where id = 800"
    )
    odoo.execute("delete from purchase_order_line where order_id = 11")
    odoo.execute("delete from purchase_order where id = 11")
    odoo.execute("delete from res_users_log")
    odoo.insert("res_users_log", id=2, create_uid=TOM, create_date="2026-03-20 01:00:00")
    # committed late: its stamp lies far behind the watermark
    odoo.order(20, "2026-01-06 01:00:00", "2026-01-06 02:00:00", write_date="2026-01-06 02:00:00")
    odoo.order_line(20, "2026-01-30 09:00:00", id=2001, create_date="2026-01-06 02:00:00")
    odoo.commit()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("traps")
    odoo = OdooDatabase(folder / "erp.sqlite")
    write_first_state(odoo)
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF})
    installation.run()
    change_between_the_runs(odoo)
    installation.run()
    return installation


def rows(company: Installation, sql: str) -> list[tuple]:
    with company.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def one(company: Installation, sql: str) -> tuple:
    [row] = rows(company, sql)
    return row


def test_labels_in_any_users_language_resolve_to_the_same_status(company: Installation) -> None:
    found = rows(
        company,
        "select new_value, user_id from canonical.document_changes where document_id = 'erp:1'"
        " and document_type = 'purchase_order' and field_name = 'status' order by changed_at",
    )
    assert found == [("confirmed", f"erp:{ZHAO}"), ("cancelled", f"erp:{TOM}"), ("confirmed", f"erp:{TOM}")]


def test_an_order_confirmed_twice_counts_from_its_first_confirmation(company: Installation) -> None:
    found = one(
        company, "select confirmed_at, last_confirmed_at from canonical.purchase_orders where order_id = 'erp:1'"
    )
    assert found == (datetime(2026, 1, 6, 2), datetime(2026, 1, 20, 2))


def test_a_stamp_cut_to_seconds_is_rounding_and_no_disorder(company: Installation) -> None:
    found = one(
        company, "select elapsed_hours from core.fct_stage_durations where stage = 'order_preparation' and case_id ="
        " (select order_line_id || ':order_line' from canonical.purchase_order_lines where order_id = 'erp:2')"
    )  # fmt: skip
    assert found == (0.0,)


def test_a_change_recorded_by_tracking_and_audit_log_is_one_change(company: Installation) -> None:
    found = rows(
        company,
        "select recorded_by from canonical.document_changes where document_id = 'erp:3' and field_name = 'status'",
    )
    assert found == [("audit_log",)]


def test_a_sequential_step_begins_when_the_step_before_it_has_decided(company: Installation) -> None:
    found = rows(
        company,
        "select step_number, node_name_en, requested_at, decided_at from canonical.approvals"
        " where document_id = 'erp:3' and document_type = 'purchase_order' order by step_number",
    )
    assert found == [
        (1, "manager", datetime(2026, 1, 8, 2), datetime(2026, 1, 8, 6)),
        (2, "finance", datetime(2026, 1, 8, 6), datetime(2026, 1, 9, 2)),
    ]


def test_a_deleted_round_is_recovered_from_a_full_audit_log(company: Installation) -> None:
    found = rows(
        company,
        "select round_number, step_number, decision, requested_at, decided_at, approver_id from canonical.approvals"
        " where document_id = 'erp:4' and document_type = 'purchase_order' order by 1, 2",
    )
    assert found == [
        (1, 1, "rejected", datetime(2026, 1, 13, 2), datetime(2026, 1, 13, 5), f"erp:{MANAGER}"),
        (1, 2, "not_reached", None, None, None),
        (2, 1, "approved", datetime(2026, 1, 14, 2), datetime(2026, 1, 15, 2), f"erp:{MANAGER}"),
    ]


def test_a_deleted_round_is_recovered_from_a_fast_audit_log(company: Installation) -> None:
    found = rows(
        company,
        "select round_number, decision, node_name_en, decided_at, requester_id from canonical.approvals"
        " where document_id = 'erp:5' and document_type = 'purchase_order' order by 1",
    )
    assert found == [
        (1, "rejected", "manager", datetime(2026, 1, 13, 7), f"erp:{ZHAO}"),
        (2, "approved", "manager", datetime(2026, 1, 15, 2), f"erp:{ZHAO}"),
    ]


def test_a_deleted_round_is_recovered_from_landing_where_no_audit_log_runs(company: Installation) -> None:
    found = rows(
        company,
        "select decision, decided_at from canonical.approvals"
        " where document_id = 'erp:6' and document_type = 'purchase_order'",
    )
    assert found == [("rejected", datetime(2026, 1, 19, 4))]


def test_a_round_taken_back_is_excluded_with_its_reason(company: Installation) -> None:
    assert one(company, "select decision from canonical.approvals where document_id = 'erp:13'") == ("withdrawn",)
    found = rows(
        company, "select reason from marts.exclusions where kpi_id = 'apr.step_duration' and case_id like 'erp:41:%'"
    )
    assert found == [("withdrawn",)]


def test_the_first_promise_comes_from_the_audit_log(company: Installation) -> None:
    found = one(
        company,
        "select first_promised_at, latest_promised_at, first_promise_recorded_by from canonical.purchase_order_lines"
        " where order_line_id = 'erp:700'",
    )
    # what confirmation itself wrote is the promise; the later change is the latest one
    assert found == (datetime(2026, 2, 10, 9), datetime(2026, 2, 20, 9), "audit_log")


def test_the_first_promise_comes_from_an_earlier_landing_where_nothing_audits(company: Installation) -> None:
    found = one(
        company,
        "select first_promised_at, latest_promised_at, first_promise_recorded_by from canonical.purchase_order_lines"
        " where order_line_id = 'erp:800'",
    )
    assert found == (datetime(2026, 2, 5, 9), datetime(2026, 3, 5, 9), "landing")


def test_sections_notes_and_down_payments_are_no_lines_and_services_are_told_apart(company: Installation) -> None:
    found = rows(
        company,
        "select order_line_id, line_kind from canonical.purchase_order_lines where order_id = 'erp:9' order by 1",
    )
    assert found == [("erp:904", "service"), ("erp:905", "goods")]


def test_dozens_become_stock_units(company: Installation) -> None:
    found = one(
        company,
        "select quantity_ordered_stock_unit from canonical.purchase_order_lines where order_line_id = 'erp:905'",
    )
    assert found == (Decimal("48.000000"),)


def test_only_the_move_across_the_suppliers_border_is_a_receipt_and_returns_are_netted(company: Installation) -> None:
    found = rows(
        company,
        "select received_at, quantity_stock_unit, is_return from canonical.goods_receipt_lines"
        " where order_line_id = 'erp:905' order by received_at",
    )
    assert found == [
        (datetime(2026, 1, 26, 2), Decimal(30), False),
        (datetime(2026, 1, 28, 2), Decimal(18), False),
        (datetime(2026, 2, 2, 5), Decimal(-3), True),
    ]
    line = one(
        company,
        "select completed_at, quantity_received_stock_unit from core.fct_purchase_order_lines"
        " where order_line_id = 'erp:905'",
    )
    assert line == (datetime(2026, 1, 28, 2), Decimal(45))


def test_what_moves_after_local_midnight_belongs_to_the_new_month(company: Installation) -> None:
    found = one(
        company, "select lead_time_opened_on from marts.mart_purchase_receipts where order_line_id = 'erp:1001'"
    )
    assert found == (date(2026, 2, 1),)


def test_a_hard_deleted_order_leaves_the_canonical_layer_and_stays_in_raw(company: Installation) -> None:
    assert rows(company, "select 1 from canonical.purchase_orders where order_id = 'erp:11'") == []
    assert one(company, "select _deleted_at is not null from raw_erp.purchase_order where id = 11") == (True,)
    assert one(company, "select _deleted_at is not null from raw_erp.purchase_order_line where id = 1101") == (True,)


def test_a_row_committed_behind_the_watermark_is_found(company: Installation) -> None:
    assert one(company, "select confirmed_at from canonical.purchase_orders where order_id = 'erp:20'") == (
        datetime(2026, 1, 6, 2),
    )


def test_logins_that_odoo_forgets_are_kept(company: Installation) -> None:
    found = rows(company, "select logged_in_at from canonical.user_sessions order by 1")
    assert found == [(datetime(2026, 3, 1, 1),), (datetime(2026, 3, 20, 1),)]


def test_opening_stock_is_no_count_and_a_count_without_difference_is_one(company: Installation) -> None:
    found = rows(
        company,
        "select counted_at, book_quantity_stock_unit, counted_quantity_stock_unit"
        " from canonical.stock_counts order by 1",
    )
    assert found == [
        (datetime(2026, 2, 27, 1), Decimal(65), Decimal(63)),
        (datetime(2026, 3, 30, 1), Decimal(63), Decimal(63)),
    ]


def test_layers_without_a_move_belong_to_the_value(company: Installation) -> None:
    found = one(
        company,
        f"select sum(closing_value_company_currency), sum(closing_quantity_stock_unit) from core.fct_inventory_months"
        f" where item_id = 'erp:{MOTOR}' and month_start = date '2026-03-01'",
    )
    assert found == (Decimal("637.500000"), Decimal("63.000000"))


def test_names_are_read_from_their_translations(company: Installation) -> None:
    found = one(company, f"select item_name_zh, item_name_en from canonical.items where item_id = 'erp:{MOTOR}'")
    assert found == ("电机", f"item {MOTOR}")
    assert one(company, "select department_name_zh from canonical.departments") == ("采购部",)


def test_payments_come_through_partial_reconciliation(company: Installation) -> None:
    found = rows(
        company,
        "select allocation_kind, paid_date, amount_company_currency from canonical.supplier_payments"
        " where invoice_id = (select invoice_id from canonical.supplier_invoice_lines) order by paid_date",
    )
    assert found == [("credit_note", date(2026, 2, 20), Decimal(200)), ("payment", date(2026, 2, 25), Decimal(500))]


def test_amounts_are_converted_at_the_documents_own_rate(company: Installation) -> None:
    found = one(
        company,
        "select document_currency, amount_document_currency, amount_company_currency from canonical.purchase_orders"
        " where order_id = 'erp:12'",
    )
    assert found == ("USD", Decimal(100), Decimal("714.285714"))


def test_a_sales_order_is_entered_when_created_and_confirmed_when_first_confirmed(company: Installation) -> None:
    found = one(company, "select entered_at, confirmed_at from canonical.sales_orders")
    assert found == (datetime(2026, 2, 1, 1, 0, 0, 300000), datetime(2026, 2, 2, 3))


def test_delivered_quantities_are_net_of_returns(company: Installation) -> None:
    assert one(company, "select quantity_delivered_stock_unit from core.fct_sales_order_lines") == (Decimal(35),)


def test_what_the_erp_does_by_itself_is_automatic(company: Installation) -> None:
    assert one(company, f"select is_automatic from canonical.users where user_id = 'erp:{ADMIN}'") == (True,)
