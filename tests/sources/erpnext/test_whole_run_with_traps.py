"""One whole run on a real ERPNext with its traps, to publication: what the canonical layer makes of each trap, read
off by hand, and every value of the ten KPIs against an independent computation.

The plant's clock is New York's, the group's Shanghai's: days and months are those of Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.acceptance.test_kpis_on_odoo import CASES, assert_same, expected, values
from tests.sources.erpnext.database import AS_OF, in_source, source
from tests.sources.erpnext.scenario import SCENARIO
from tests.sources.erpnext.truth import ErpNextTruth
from tests.support import Installation, MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    server.execute("erpnext", SCENARIO)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def published(server: MariaDbServer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(
        tmp_path_factory.mktemp("traps"),
        [source()],
        settings={"as_of": AS_OF, "group_currency": "USD"},
        environment={"ERP_DSN": server.create_reader("cockpit_reader", "secret", "erpnext")},
    )
    installation.run()
    return installation


@pytest.fixture(scope="module")
def truth(server: MariaDbServer) -> ErpNextTruth:
    return ErpNextTruth(server, datetime.fromisoformat(AS_OF).replace(tzinfo=None))


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
    assert (cancelled[0], cancelled[4]) == ("cancelled", datetime(2026, 11, 22, 15))
    assert (amended[0], amended[4]) == ("confirmed", None)
    assert amended[1:3] == cancelled[1:3]
    assert amended[3] == datetime(2026, 11, 22, 15, 30)
    assert cancelled[2].date() == datetime(2026, 11, 22).date()


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
    ) == [(datetime(2026, 11, 25, 4, 59, 59), "audit_log", datetime(2026, 12, 11, 4, 59, 59))]


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
            " and period_type = 'month' and scope_type = 'company_group' and period_start = date '2026-11-01'"
        ).fetchall()
    assert (value, count) == (pytest.approx(1.5), 3)


def test_a_step_names_the_role_that_may_decide(published: Installation) -> None:
    assert asked(
        published, "select distinct node_name_zh, approver_role_zh, approver_role_en from approvals order by 1"
    ) == [
        ("待总监审批", "Purchase Master Manager", "Purchase Master Manager"),
        ("待经理审批", "Purchase Manager", "Purchase Manager"),
    ]
    assert asked(published, "select approval_status, count(*) from purchase_orders group by all order by 1") == [
        ("complete", 1),
        ("not_required", 30),
    ]


def test_a_return_is_negative_and_keeps_local_time(published: Installation) -> None:
    assert asked(
        published, "select received_at, is_return, quantity_stock_unit from goods_receipt_lines where is_return"
    ) == [(datetime(2026, 11, 22, 23, 59, 59), True, -2)]


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
        ("erp:ann@example.com", datetime(2026, 11, 22, 13, 30))
    ]


# -- KPIs --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi_id", CASES)
def test_every_value_and_count_equals_the_truth(published: Installation, truth: ErpNextTruth, kpi_id: str) -> None:
    cases = CASES[kpi_id](truth)
    assert cases
    assert_same(values(published, kpi_id), expected(kpi_id, cases))


@pytest.mark.parametrize("kpi_id", CASES)
def test_measured_open_and_excluded_add_up_to_all(published: Installation, truth: ErpNextTruth, kpi_id: str) -> None:
    with published.snapshot() as snapshot:
        counts = snapshot.execute(
            "select period_type, sum(case_count) + sum(excluded_count) + arg_max(open_count, period_start)"
            " from kpi_values where kpi_id = ? and scope_type = 'company_group' group by period_type",
            [kpi_id],
        ).fetchall()
    assert dict(counts) == dict.fromkeys(("day", "week", "month"), len(CASES[kpi_id](truth)))


def test_nothing_of_the_database_is_lost_on_the_way_to_a_kpi(published: Installation, server: MariaDbServer) -> None:
    """The truth's own cases are counted in plain SQL: an error that it shares with the product would show here."""
    lines = "select count(*) from `tabPurchase Order Item` where docstatus = 1"
    cancelled = "select count(*) from `tabPurchase Order Item` l join `tabPurchase Order` d on d.name = l.parent"
    unordered = "select count(*) from `tabPurchase Invoice Item` where po_detail is null and pr_detail is null"
    requested = (
        "select count(*) from `tabMaterial Request Item` l join `tabMaterial Request` d on d.name = l.parent"
        " where d.material_request_type = 'Purchase' and d.docstatus = 1"
    )
    with published.snapshot() as snapshot:
        found = dict(
            snapshot.execute(
                "select kpi_id, sum(case_count) + sum(excluded_count) + arg_max(open_count, period_start)"
                " from kpi_values where period_type = 'month' and scope_type = 'company_group'"
                " and kpi_id like 'p2p.%' group by kpi_id"
            ).fetchall()
        )
    # all lines of order 5 were submitted, and are cancelled now
    [(submitted_lines,)] = in_source(
        server, f"select ({lines}) + ({cancelled} where d.docstatus = 2 and l.docstatus = 0)"
    )
    assert found["p2p.supplier_lead_time"] == found["p2p.on_time_receipt_rate"] == submitted_lines == 61
    assert found["p2p.maverick_rate"] == submitted_lines + in_source(server, unordered)[0][0]
    assert found["p2p.requisition_to_order"] == in_source(server, requested)[0][0] == 58


def test_the_backlog_equals_the_truth(published: Installation, truth: ErpNextTruth) -> None:
    """No step waits at the run's now, and the month in which all of them ended shows none."""
    assert not truth.backlog(truth.today.replace(day=1))
    assert {key: row for key, row in values(published, "apr.backlog_age").items() if row[3]} == {}


def test_inventory_turns_and_days_equal_the_truth(published: Installation, truth: ErpNextTruth) -> None:
    turns, days = values(published, "inv.turns"), values(published, "inv.days_on_hand")
    groups = [key for key in turns if key[1] == "company_group"]
    assert groups
    for key in groups:
        cost, average = truth.stock(key[0])
        assert cost
        assert turns[key][0] == pytest.approx(cost / average, rel=1e-9)
        assert turns[key][1:3] == (pytest.approx(cost, rel=1e-9), pytest.approx(average, rel=1e-9))
        assert days[key][0] == pytest.approx(365 * average / cost, rel=1e-9)


def test_the_value_of_stock_is_the_ledgers(published: Installation, server: MariaDbServer) -> None:
    with published.snapshot() as snapshot:
        [(numerator,)] = snapshot.execute(
            "select denominator from kpi_values where kpi_id = 'inv.turns' and scope_type = 'company_group'"
        ).fetchall()
    # the one month there is: half of nothing at its beginning, half of what there is at its end
    [(value,)] = in_source(
        server, "select sum(stock_value_difference) from `tabStock Ledger Entry` where not is_cancelled"
    )
    assert numerator == pytest.approx(float(value), rel=1e-9)
