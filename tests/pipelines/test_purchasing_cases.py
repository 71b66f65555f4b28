"""Orders and requisitions that a KPI could lose: from an Odoo database to the marts, at one moment in its life."""

from __future__ import annotations

from datetime import date

import pytest

from tests.pipelines.odoo_database import MOTOR, STOCK, SUPPLIERS, UNITS, ZHAO, OdooDatabase
from tests.support import Installation

AS_OF = "2026-06-25T16:00:00Z"


def requisition(odoo: OdooDatabase, number: int, state: str, order_line: int, **stamps: str) -> None:
    """A requisition of one line that an order line buys; `stamps` are its changes of state, by the audit log."""
    created = "2026-05-11 01:00:00"
    odoo.insert(
        "purchase_request", id=number, name=f"PR{number}", state=state, requested_by=ZHAO, company_id=1,
        create_date=created,
    )  # fmt: skip
    odoo.insert(
        "purchase_request_line", id=number, request_id=number, product_id=MOTOR, product_uom_id=UNITS, product_qty=10,
        cancelled=0, company_id=1, create_date=created,
    )  # fmt: skip
    odoo.insert(
        "purchase_request_purchase_order_line_rel", purchase_request_line_id=number, purchase_order_line_id=order_line
    )
    for new, at in stamps.items():
        odoo.audit("purchase.request", number, ZHAO, at, "write", state=("", new))


def expect_receipt(odoo: OdooDatabase, order_line: int) -> None:
    odoo.insert(
        "stock_move", state="assigned", product_id=MOTOR, product_uom=UNITS, product_uom_qty=10, quantity=0,
        location_id=SUPPLIERS, location_dest_id=STOCK, purchase_line_id=order_line, date="2026-07-30 01:00:00",
    )  # fmt: skip


def write(odoo: OdooDatabase) -> None:
    # 1: confirmed by an import that left no stamp, and its requisition
    odoo.order(1, "2026-05-21 01:00:00", None)
    odoo.order_line(1, "2026-06-10 09:00:00", id=1, create_date="2026-05-21 01:00:00")
    expect_receipt(odoo, 1)
    requisition(odoo, 1, "approved", 1, approved="2026-05-20 01:00:00")
    # 2: its requisition is taken back after it was ordered
    odoo.order(2, "2026-06-01 01:00:00", "2026-06-02 01:00:00")
    odoo.order_line(2, "2026-07-30 09:00:00", id=2)
    expect_receipt(odoo, 2)
    requisition(odoo, 2, "draft", 2, approved="2026-05-20 01:00:00", draft="2026-06-20 01:00:00")
    # 3: its requisition is approved by a stamp of the future
    odoo.order(3, "2026-06-01 01:00:00", "2026-06-03 01:00:00")
    odoo.order_line(3, "2026-07-30 09:00:00", id=3)
    expect_receipt(odoo, 3)
    requisition(odoo, 3, "approved", 3, approved="2026-07-01 01:00:00")
    # 4: due on 20 May, nothing came, cancelled three weeks later
    odoo.order(4, "2026-05-04 01:00:00", "2026-05-04 02:00:00", state="cancel")
    odoo.order_line(4, "2026-05-20 09:00:00", id=4)
    odoo.audit("purchase.order", 4, ZHAO, "2026-06-12 01:00:00", "write", state=("purchase", "cancel"))
    # 5: nothing was ordered
    odoo.order(5, "2026-05-04 01:00:00", "2026-05-04 02:00:00")
    odoo.order_line(5, "2026-05-20 09:00:00", 0, id=5)
    # 6: in full after eight days, sent back, delivered again after 33
    odoo.order(6, "2026-05-01 01:00:00", "2026-05-01 02:00:00")
    odoo.order_line(6, "2026-05-11 09:00:00", id=6)
    odoo.move("2026-05-09 02:00:00", SUPPLIERS, STOCK, 10, purchase_line_id=6)
    odoo.move("2026-05-12 02:00:00", STOCK, SUPPLIERS, 10, purchase_line_id=6)
    odoo.move("2026-06-03 02:00:00", SUPPLIERS, STOCK, 10, purchase_line_id=6)
    # 7: a line that was added 52 days after the confirmation
    odoo.order(7, "2026-04-01 01:00:00", "2026-04-03 02:00:00")
    odoo.order_line(7, "2026-05-30 09:00:00", id=7, create_date="2026-05-25 02:00:00")
    odoo.move("2026-05-29 02:00:00", SUPPLIERS, STOCK, 10, purchase_line_id=7)
    # 8: received after the run's now
    odoo.order(8, "2026-06-01 01:00:00", "2026-06-01 02:00:00")
    odoo.order_line(8, "2026-07-30 09:00:00", id=8)
    odoo.move("2026-06-28 02:00:00", SUPPLIERS, STOCK, 10, purchase_line_id=8)
    odoo.commit()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("purchasing")
    write(OdooDatabase(folder / "erp.sqlite"))
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    installation = Installation(folder, [source], settings={"as_of": AS_OF})
    # its data tests hold that no case is lost
    installation.run()
    return installation


def found(company: Installation, columns: str, mart: str, key: str) -> dict[int, tuple]:
    with company.warehouse() as warehouse:
        rows = warehouse.execute(f"select split_part({key}, ':', 2)::int, {columns} from marts.{mart}").fetchall()
    return {row[0]: row[1:] for row in rows}


def test_every_line_has_a_lead_time_or_is_open_or_says_why_not(company: Installation) -> None:
    columns = "lead_time_days, lead_time_measured_on, lead_time_excluded_on, lead_time_exclusion_reason"
    assert found(company, columns, "mart_purchase_receipts", "order_line_id") == {
        1: (None, None, date(2026, 5, 21), "confirmation_not_recorded"),
        2: (None, None, None, None),
        3: (None, None, None, None),
        4: (None, None, date(2026, 6, 12), "cancelled"),
        5: (None, None, date(2026, 5, 4), "quantity_not_positive"),
        6: (33.0, date(2026, 6, 3), None, None),
        7: (4.0, date(2026, 5, 29), None, None),
        8: (None, None, None, None),
    }


def test_every_line_is_on_time_or_late_or_awaited_or_says_why_not(company: Installation) -> None:
    columns = "is_on_time_count, promise_measured_on, promise_excluded_on, promise_exclusion_reason"
    assert found(company, columns, "mart_purchase_receipts", "order_line_id") == {
        1: (None, None, date(2026, 5, 21), "confirmation_not_recorded"),
        2: (None, None, None, None),
        3: (None, None, None, None),
        4: (0, date(2026, 5, 20), None, None),
        5: (None, None, date(2026, 5, 4), "quantity_not_positive"),
        6: (0, date(2026, 5, 11), None, None),
        7: (1, date(2026, 5, 30), None, None),
        8: (None, None, None, None),
    }


def test_every_requisition_is_measured_or_says_why_not(company: Installation) -> None:
    columns = "measured_on, excluded_on, exclusion_reason"
    assert found(company, columns, "mart_requisition_cycle", "requisition_line_id") == {
        1: (None, date(2026, 5, 20), "confirmation_not_recorded"),
        2: (date(2026, 6, 2), None, None),
        3: (None, date(2026, 5, 11), "ordered_before_release"),
    }


def test_the_ledger_names_the_document(company: Installation) -> None:
    with company.snapshot() as snapshot:
        rows = snapshot.execute(
            "select kpi_id, detail from exclusions where reason = 'confirmation_not_recorded' and kpi_id like 'p2p.%'"
            " and kpi_id <> 'p2p.maverick_rate' order by 1"
        ).fetchall()
    assert rows == [
        ("p2p.on_time_receipt_rate", "P00001"),
        ("p2p.requisition_to_order", "PR1"),
        ("p2p.supplier_lead_time", "P00001"),
    ]
