"""What a well-behaved year of ERPNext does not show: amendments, workflows, moved promises, returns, invoices that book
goods. Put into a real database the way ERPNext writes it, and read off the canonical layer by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.support import Installation, MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]


def copied(table: str, name: str, /, **changes: object) -> str:
    """SQL: one more row like the named one, with other values."""
    written = ", ".join(f"`{column}` = '{value}'" for column, value in changes.items())
    return (
        f"create temporary table copied as select * from `tab{table}` where name = '{name}';"
        f"update copied set {written}; insert into `tab{table}` select * from copied; drop temporary table copied;"
    )


def version(doctype: str, document: str, local: str, data: str, user: str = "ann@example.com") -> str:
    """SQL: a saved version."""
    return (
        "insert into `tabVersion` (name, creation, modified, owner, modified_by, ref_doctype, docname, data) values"
        f" (crc32('{document}{local}'), '{local}', '{local}', '{user}', '{user}', '{doctype}', '{document}',"
        f" replace('{data}', '@line', coalesce(@line, '')));"
    )


def states(*pairs: tuple[str, str, str, str]) -> str:
    """SQL: an order's way through a workflow, as (when, from, to, who)."""
    return "".join(
        version(
            "Purchase Order",
            "PUR-ORD-2026-00007",
            local,
            f'{{"changed":[["workflow_state","{before}","{after}"]]}}',
            user,
        )
        for local, before, after, user in pairs
    )


SCENARIO = (
    # order 5 is cancelled and amended; the amendment is submitted half an hour later
    "update `tabPurchase Order` set docstatus = 2, status = 'Cancelled' where name = 'PUR-ORD-2026-00005';"
    + version("Purchase Order", "PUR-ORD-2026-00005", "2026-11-22 10:00:00", '{"changed":[["docstatus",1,2]]}')
    + copied(
        "Purchase Order",
        "PUR-ORD-2026-00005",
        name="PUR-ORD-2026-00005-1",
        amended_from="PUR-ORD-2026-00005",
        docstatus=1,
        status="To Receive and Bill",
        creation="2026-11-22 10:15:00",
    )
    + version("Purchase Order", "PUR-ORD-2026-00005-1", "2026-11-22 10:30:00", '{"changed":[["docstatus",0,1]]}')
    + "create temporary table line as select * from `tabPurchase Order Item`"
    " where parent = 'PUR-ORD-2026-00005' limit 1;"
    "update line set name = 'amended01', parent = 'PUR-ORD-2026-00005-1', creation = '2026-11-22 10:15:00',"
    " docstatus = 1; insert into `tabPurchase Order Item` select * from line; drop temporary table line;"
    # order 6: a promise is moved twice; this site writes the month first
    "set @line = (select min(name) from `tabPurchase Order Item` where parent = 'PUR-ORD-2026-00006');"
    "update `tabPurchase Order Item` set schedule_date = '2026-12-10' where name = @line;"
    + version(
        "Purchase Order",
        "PUR-ORD-2026-00006",
        "2026-11-22 09:00:00",
        '{"row_changed":[["items",0,"@line",[["schedule_date","11-24-2026","12-01-2026"]]]]}',
    )
    + version(
        "Purchase Order",
        "PUR-ORD-2026-00006",
        "2026-11-22 09:30:00",
        '{"row_changed":[["items",0,"@line",[["schedule_date","12-01-2026","12-10-2026"]]]]}',
    )
    # order 7 goes through a workflow: refused once, then approved on two levels
    + states(
        ("2026-11-20 09:00:00", "草稿", "待经理审批", "ann@example.com"),
        ("2026-11-20 10:00:00", "待经理审批", "已驳回", "Administrator"),
        ("2026-11-20 11:00:00", "已驳回", "待经理审批", "ann@example.com"),
        ("2026-11-20 13:30:00", "待经理审批", "待总监审批", "Administrator"),
        ("2026-11-20 17:00:00", "待总监审批", "已批准", "Administrator"),
    )
    # receipt 8 goes back in part, on a day that is the next one in UTC's eyes only at 08:00
    + copied(
        "Purchase Receipt",
        "MAT-PRE-2026-00008",
        name="MAT-PRE-RET-1",
        is_return=1,
        return_against="MAT-PRE-2026-00008",
        posting_date="2026-11-22",
        posting_time="07:59:59.000000",
    )
    + "create temporary table line as select * from `tabPurchase Receipt Item`"
    " where parent = 'MAT-PRE-2026-00008' limit 1;"
    "update line set name = 'returned01', parent = 'MAT-PRE-RET-1', qty = -2, received_qty = -2, stock_qty = -2;"
    "insert into `tabPurchase Receipt Item` select * from line; drop temporary table line;"
    # invoice 9 knows its order only through the receipt; invoice 10 books the goods as well
    "update `tabPurchase Invoice Item` set po_detail = null where parent = 'ACC-PINV-2026-00009';"
    "update `tabPurchase Invoice` set update_stock = 1 where name = 'ACC-PINV-2026-00010';"
    # a request that only moves goods, and a user with a department and a login
    "update `tabMaterial Request` set material_request_type = 'Material Transfer' where name = 'MAT-MR-2026-00011';"
    "insert into `tabEmployee` (name, creation, modified, employee_name, user_id, company, department, status) values"
    " ('E1', now(6), now(6), '赵敏', 'Administrator', 'Demo Co', 'Accounts', 'Active');"
    "insert into `tabActivity Log` (name, creation, modified, user, operation, status) values"
    " (900001, '2026-11-22 08:30:00', now(6), 'ann@example.com', 'Login', 'Success'),"
    " (900002, '2026-11-22 08:29:00', now(6), 'ann@example.com', 'Login', 'Failed');"
)


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def published(server: MariaDbServer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    server.execute("erpnext", SCENARIO)
    installation = Installation(
        tmp_path_factory.mktemp("traps"),
        [
            {
                "name": "erp",
                "erp": "erpnext",
                "version": "14",
                "timezone": "Asia/Shanghai",
                "connection": {"kind": "mysql", "dsn_env": "ERP_DSN"},
            }
        ],
        settings={"as_of": "2026-11-30T16:00:00Z"},
        environment={"ERP_DSN": server.create_reader("cockpit_reader", "secret", "erpnext")},
    )
    installation.run()
    return installation


def asked(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        warehouse.execute("use canonical")
        return warehouse.execute(sql).fetchall()


def test_an_amended_order_goes_on_with_the_case_of_the_cancelled_one(published: Installation) -> None:
    [cancelled, amended] = asked(
        published,
        "select status, created_at, confirmed_at, last_confirmed_at, cancelled_at from purchase_orders"
        " where order_number like 'PUR-ORD-2026-00005%' order by order_number",
    )
    assert (cancelled[0], cancelled[4]) == ("cancelled", datetime(2026, 11, 22, 2))
    assert (amended[0], amended[4]) == ("confirmed", None)
    assert amended[1:3] == cancelled[1:3]
    assert amended[3] == datetime(2026, 11, 22, 2, 30)
    assert cancelled[2].date() == datetime(2026, 11, 21).date()


def test_the_cancelled_order_is_excluded_and_the_amendment_is_open(published: Installation) -> None:
    rows = asked(
        published,
        "select order_line_id = 'erp:amended01', lead_time_exclusion_reason, count(*), count(lead_time_measured_on)"
        " from marts.mart_purchase_receipts where order_number like 'PUR-ORD-2026-00005%' group by all order by 1",
    )
    assert rows == [(False, "cancelled", 2, 0), (True, None, 1, 0)]
    [total] = asked(
        published,
        "select count(*), count(lead_time_measured_on), count(lead_time_excluded_on),"
        " count(*) filter (lead_time_measured_on is null and lead_time_excluded_on is null)"
        " from marts.mart_purchase_receipts",
    )
    assert total[0] == 61 == total[1] + total[2] + total[3]


def test_a_moved_promise_leaves_the_first_one(published: Installation) -> None:
    assert asked(
        published,
        "select first_promised_at, first_promise_recorded_by, latest_promised_at from purchase_order_lines"
        " where first_promise_recorded_by <> 'current'",
    ) == [(datetime(2026, 11, 24, 15, 59, 59), "audit_log", datetime(2026, 12, 10, 15, 59, 59))]


def test_a_workflow_is_read_as_rounds_and_steps(published: Installation) -> None:
    assert asked(
        published,
        "select round_number, step_number, node_name_zh, decision, requested_at, decided_at, requester_id, approver_id"
        " from approvals order by 1, 2",
    ) == [
        (
            *(1, 1, "待经理审批", "rejected", datetime(2026, 11, 20, 1), datetime(2026, 11, 20, 2)),
            *("erp:ann@example.com", "erp:Administrator"),
        ),
        (
            *(2, 1, "待经理审批", "approved", datetime(2026, 11, 20, 3), datetime(2026, 11, 20, 5, 30)),
            *("erp:ann@example.com", "erp:Administrator"),
        ),
        (
            *(2, 2, "待总监审批", "approved", datetime(2026, 11, 20, 5, 30), datetime(2026, 11, 20, 9)),
            *("erp:ann@example.com", "erp:Administrator"),
        ),
    ]
    assert asked(
        published, "select submitted_at, approved_at from purchase_orders where order_number = 'PUR-ORD-2026-00007'"
    ) == [(datetime(2026, 11, 20, 1), datetime(2026, 11, 20, 9))]
    with published.snapshot() as snapshot:
        # 9:00–10:00, 11:00–12:00 with 13:00–13:30, and 13:30–17:00: the median step took 1.5 working hours
        [(value, count)] = snapshot.execute(
            "select value, case_count from kpi_values where kpi_id = 'apr.step_duration'"
            " and scope_type = 'company_group' and period_start = date '2026-11-01'"
        ).fetchall()
    assert (value, count) == (pytest.approx(1.5), 3)


def test_a_return_is_negative_and_keeps_local_time(published: Installation) -> None:
    assert asked(
        published, "select received_at, is_return, quantity_stock_unit from goods_receipt_lines where is_return"
    ) == [(datetime(2026, 11, 21, 23, 59, 59), True, -2)]


def test_invoices_find_their_order_through_the_receipt_and_may_book_goods(published: Installation) -> None:
    assert asked(published, "select count(*) from supplier_invoice_lines where order_line_id is null") == [(0,)]
    assert asked(
        published, "select count(*), min(receipt_id) from goods_receipt_lines where receipt_line_id like '%:invoice'"
    ) == [(2, "erp:ACC-PINV-2026-00010")]


def test_only_requests_to_buy_are_requisitions(published: Installation) -> None:
    assert asked(published, "select count(*) from purchase_requisition_lines") == [(58,)]
    # the amended line asks for the same requisition line as the cancelled one
    assert asked(published, "select count(*) from requisition_order_links") == [(59,)]
    assert asked(
        published,
        "select count(*) from purchase_order_lines where requisition_line_id is null",
    ) == [(2,)]


def test_people_have_departments_and_logins(published: Installation) -> None:
    assert asked(published, "select distinct department_id from purchase_orders") == [("erp:Accounts",)]
    assert asked(published, "select user_id, logged_in_at from user_sessions") == [
        ("erp:ann@example.com", datetime(2026, 11, 22, 0, 30))
    ]
