"""What the real ERPNext 14 of the shared data never did: journal entries, receipts, production, units. Written the way
ERPNext writes it, in the site's local time, so that plain SQL finds it.
"""

from __future__ import annotations

from tests.sources.erpnext.database import MISSING_TABLES, copied, inserted, submitted, version

PLANNED = {"company": "Demo Co", "stock_uom": "Nos", "fg_warehouse": "Finished Goods - DC", "production_item": "IT1"}


def entry(name: str, kind: str, docstatus: int, *lines: tuple[str | None, str | None, int]) -> str:
    """SQL: a journal entry with lines (doctype, document, debit less credit)."""
    written = [
        {
            "name": f"{name}-{number}",
            "parent": name,
            "docstatus": docstatus,
            "idx": number,
            "reference_type": doctype,
            "reference_name": document,
            "debit": max(debit, 0),
            "credit": max(-debit, 0),
        }
        for number, (doctype, document, debit) in enumerate(lines, 1)
    ]
    head = {"name": name, "voucher_type": kind, "docstatus": docstatus, "company": "Demo Co"}
    return inserted("Journal Entry", head | {"posting_date": "2026-11-22"}) + inserted(
        "Journal Entry Account", *written
    )


ACCOUNTING = (
    # a bank entry pays an invoice of either side, a credit note and a write-off lower a claim, the rest settles nothing
    entry("JE-1", "Bank Entry", 1, ("Purchase Invoice", "ACC-PINV-2026-00001", 70), (None, None, -70))
    + entry("JE-2", "Bank Entry", 1, ("Sales Invoice", "ACC-SINV-2026-00001", -20), (None, None, 20))
    + entry("JE-3", "Credit Note", 1, ("Sales Invoice", "ACC-SINV-2026-00002", -5), (None, None, 5))
    + entry("JE-4", "Write Off Entry", 1, ("Purchase Invoice", "ACC-PINV-2026-00003", 1), (None, None, -1))
    + entry("JE-5", "Exchange Gain Or Loss", 1, ("Sales Invoice", "ACC-SINV-2026-00002", -2), (None, None, 2))
    + entry("JE-6", "Bank Entry", 0, ("Purchase Invoice", "ACC-PINV-2026-00003", 69), (None, None, -69))
    + entry("JE-7", "Bank Entry", 2, ("Sales Invoice", "ACC-SINV-2026-00003", -20), (None, None, 20))
    + submitted("Journal Entry", "JE-1", "2026-11-22 23:59:59.999999")
    + "update `tabPurchase Invoice` set outstanding_amount = 0, status = 'Paid' where name = 'ACC-PINV-2026-00001';"
    + "update `tabSales Invoice` set outstanding_amount = 0, status = 'Paid' where name = 'ACC-SINV-2026-00001';"
    # a customer pays two invoices at once, one of them in part
    + copied(
        "Payment Entry",
        "ACC-PAY-2026-00001",
        name="ACC-PAY-IN-1",
        payment_type="Receive",
        party_type="Customer",
        posting_date="2026-11-23",
    )
    + submitted("Payment Entry", "ACC-PAY-IN-1", "2026-11-23 00:00:00")
    + "".join(
        copied(
            "Payment Entry Reference",
            "gl8fi01h0t",
            name=name,
            parent="ACC-PAY-IN-1",
            reference_doctype="Sales Invoice",
            reference_name=invoice,
            allocated_amount=amount,
        )
        for name, invoice, amount in (("in-1", "ACC-SINV-2026-00004", 20), ("in-2", "ACC-SINV-2026-00005", 7.25))
    )
    + "update `tabSales Invoice` set outstanding_amount = 0, status = 'Paid' where name = 'ACC-SINV-2026-00004';"
    # invoice 6 bills its delivery and knows the order through it only, invoice 7 bills no order
    + "update `tabSales Invoice Item` set so_detail = null where parent = 'ACC-SINV-2026-00006';"
    + "update `tabSales Invoice Item` set so_detail = null, dn_detail = null where parent = 'ACC-SINV-2026-00007';"
    # invoice 8 is credited, and still owed: the goods came back, the bill for carriage stays
    + copied(
        "Sales Invoice",
        "ACC-SINV-2026-00008",
        name="ACC-SINV-RET-1",
        is_return=1,
        return_against="ACC-SINV-2026-00008",
        base_grand_total=-12,
        posting_date="2026-11-24",
        creation="2026-11-24 10:00:00",
    )
    + submitted("Sales Invoice", "ACC-SINV-RET-1", "2026-11-24 10:05:00")
    + "create temporary table line as select * from `tabSales Invoice Item`"
    " where parent = 'ACC-SINV-2026-00008' limit 1;"
    "update line set name = 'credited01', parent = 'ACC-SINV-RET-1', qty = -1, net_amount = -12, base_net_amount = -12;"
    "insert into `tabSales Invoice Item` select * from line; drop temporary table line;"
)
PRODUCTION = (
    inserted(
        "Work Order",
        PLANNED
        | {
            "name": "WO-1",
            "docstatus": 1,
            "status": "Completed",
            "qty": 10,
            "produced_qty": 9,
            "process_loss_qty": 1,
            # around the nights on which New York's clocks go forward and back
            "planned_start_date": "2026-03-08 01:59:59",
            "planned_end_date": "2026-03-08 03:00:00",
            "actual_start_date": "2026-11-01 00:59:59",
            "actual_end_date": "2026-11-01 02:00:00",
        },
        PLANNED
        | {
            "name": "WO-2",
            "docstatus": 1,
            "status": "In Process",
            "qty": 4,
            "produced_qty": 0,
            "planned_start_date": "2026-11-01 01:30:00",
            "actual_start_date": "2026-11-22 08:00:00",
            "expected_delivery_date": "2026-11-01",
        },
        PLANNED | {"name": "WO-3", "docstatus": 0, "status": "Draft", "qty": 2, "expected_delivery_date": "2026-10-31"},
        PLANNED | {"name": "WO-4", "docstatus": 2, "status": "Cancelled", "qty": 3},
    )
    + submitted("Work Order", "WO-1", "2026-03-07 23:30:00")
    + submitted("Work Order", "WO-2", "2026-11-22 07:30:00")
    + version("Work Order", "WO-4", "2026-11-22 07:31:00", {"changed": [["docstatus", 1, 2]]})
    + inserted(
        "Work Order Operation",
        *(
            {"name": f"{order}-{number}", "parent": order, "idx": number, "operation": name, "time_in_mins": minutes}
            | {"workstation": "铣床一", "status": "Pending", "planned_start_time": "2026-11-22 08:00:00"}
            for order in ("WO-1", "WO-2", "WO-3", "WO-4")
            for number, name, minutes in ((1, "Milling", 120), (2, "Packing", 15))
        ),
    )
    + inserted(
        "Job Card",
        *(
            {"name": name, "docstatus": docstatus, "status": status, "work_order": order, "operation_id": operation}
            | {"operation": "Milling", "workstation": "铣床一", "for_quantity": planned, "total_completed_qty": done}
            | {"total_time_in_mins": minutes, "is_corrective_job_card": corrects}
            for name, docstatus, status, order, operation, planned, done, minutes, corrects in (
                ("JC-1", 1, "Completed", "WO-1", "WO-1-1", 6, 6, 95, 0),
                ("JC-2", 1, "Completed", "WO-1", "WO-1-1", 4, 4, 40, 0),
                ("JC-3", 1, "Completed", "WO-1", "WO-1-2", 10, 9, 15, 0),
                ("JC-4", 1, "Completed", "WO-1", "WO-1-1", 2, 2, 12, 1),
                ("JC-5", 0, "Work In Progress", "WO-2", "WO-2-1", 4, 0, 30, 0),
                ("JC-6", 2, "Cancelled", "WO-2", "WO-2-2", 4, 0, 0, 0),
            )
        ),
    )
    + inserted(
        "Job Card Time Log",
        *(
            {"name": f"log-{number}", "parent": card, "idx": number, "operation": operation, "time_in_mins": minutes}
            | {"from_time": f"2026-11-0{day} {start}", "to_time": f"2026-11-0{day} {end}", "employee": "EMP-1"}
            for number, (card, operation, minutes, day, start, end) in enumerate(
                (
                    ("JC-1", "换模", 35, 1, "00:25:00", "01:00:00"),
                    ("JC-1", "Milling", 60, 2, "08:00:00", "09:00:00"),
                    ("JC-2", None, 40, 2, "09:00:00", "09:40:00"),
                    ("JC-3", None, 15, 2, "10:00:00", "10:15:00"),
                    ("JC-4", "Milling", 12, 2, "23:50:00", "23:59:59"),
                    ("JC-5", None, 30, 3, "08:00:00", "08:30:00"),
                ),
                1,
            )
        ),
    )
    + "insert into `tabEmployee` (name, creation, modified, employee_name, user_id, company, department, status) values"
    " ('EMP-1', now(6), now(6), '赵敏', 'ann@example.com', 'Demo Co', 'Production - DC', 'Active');"
)
UNITS = inserted("UOM", {"name": "Nos", "must_be_whole_number": 1}, {"name": "Litre", "must_be_whole_number": 0})
SUPPLEMENT = MISSING_TABLES + UNITS + ACCOUNTING + PRODUCTION
