"""What a well-behaved year of ERPNext does not show: amendments, workflows, moved promises, returns, invoices that book
goods. SQL that puts it into the real database the way ERPNext writes it, in the site's local time.
"""

from __future__ import annotations

from tests.sources.erpnext.database import copied, inserted, submitted, version


def states(*pairs: tuple[str, str, str, str]) -> str:
    """SQL: an order's way through a workflow, as (when, from, to, who)."""
    return "".join(
        version(
            "Purchase Order",
            "PUR-ORD-2026-00007",
            local,
            {"changed": [["workflow_state", before, after]]},
            user,
        )
        for local, before, after, user in pairs
    )


SCENARIO = (
    # order 5 is cancelled and amended; the amendment is submitted half an hour later
    "update `tabPurchase Order` set docstatus = 2, status = 'Cancelled' where name = 'PUR-ORD-2026-00005';"
    + version("Purchase Order", "PUR-ORD-2026-00005", "2026-11-22 10:00:00", {"changed": [["docstatus", 1, 2]]})
    + copied(
        "Purchase Order",
        "PUR-ORD-2026-00005",
        name="PUR-ORD-2026-00005-1",
        amended_from="PUR-ORD-2026-00005",
        docstatus=1,
        status="To Receive and Bill",
        creation="2026-11-22 10:15:00",
    )
    + submitted("Purchase Order", "PUR-ORD-2026-00005-1", "2026-11-22 10:30:00")
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
        {"row_changed": [["items", 0, "@line", [["schedule_date", "11-24-2026", "12-01-2026"]]]]},
    )
    + version(
        "Purchase Order",
        "PUR-ORD-2026-00006",
        "2026-11-22 09:30:00",
        {"row_changed": [["items", 0, "@line", [["schedule_date", "12-01-2026", "12-10-2026"]]]]},
    )
    # order 7 goes through a workflow: refused once, then approved on two levels, in Shanghai's office hours
    + states(
        ("2026-11-19 20:00:00", "草稿", "待经理审批", "ann@example.com"),
        ("2026-11-19 21:00:00", "待经理审批", "已驳回", "Administrator"),
        ("2026-11-19 22:00:00", "已驳回", "待经理审批", "ann@example.com"),
        ("2026-11-20 00:30:00", "待经理审批", "待总监审批", "Administrator"),
        ("2026-11-20 04:00:00", "待总监审批", "已批准", "Administrator"),
    )
    + inserted("Workflow", {"name": "PO", "document_type": "Purchase Order", "is_active": 1})
    + inserted(
        "Workflow Transition",
        *(
            {"name": f"PO-{number}", "parent": "PO", "idx": number, "state": state, "next_state": following}
            | {"allowed": role}
            for number, (state, following, role) in enumerate(
                (
                    ("草稿", "待经理审批", "Purchase User"),
                    ("待经理审批", "待总监审批", "Purchase Manager"),
                    ("待经理审批", "已驳回", "Purchase Manager"),
                    ("待经理审批", "草稿", "Purchase User"),
                    ("待总监审批", "已批准", "Purchase Master Manager"),
                ),
                1,
            )
        ),
    )
    # receipt 8 goes back in part, a second before the next day in UTC
    + copied(
        "Purchase Receipt",
        "MAT-PRE-2026-00008",
        name="MAT-PRE-RET-1",
        is_return=1,
        return_against="MAT-PRE-2026-00008",
        posting_date="2026-11-22",
        posting_time="18:59:59.000000",
    )
    + "create temporary table line as select * from `tabPurchase Receipt Item`"
    " where parent = 'MAT-PRE-2026-00008' limit 1;"
    "update line set name = 'returned01', parent = 'MAT-PRE-RET-1', qty = -2, received_qty = -2, stock_qty = -2;"
    "insert into `tabPurchase Receipt Item` select * from line; drop temporary table line;"
    # invoice 9 knows its order only through the receipt; invoice 10 books the goods as well
    "update `tabPurchase Invoice Item` set po_detail = null where parent = 'ACC-PINV-2026-00009';"
    "update `tabPurchase Invoice` set update_stock = 1 where name = 'ACC-PINV-2026-00010';"
    # request 12 was released two days before its order, whose goods came late; those of order 13 came on the last day
    "update `tabComment` set creation = '2026-11-19 20:00:00' where reference_name = 'MAT-MR-2026-00012';"
    + "".join(
        f"update `tabPurchase Receipt` set posting_date = '{day}', posting_time = '{hour}' where name = '{receipt}';"
        f"update `tabStock Ledger Entry` set posting_date = '{day}', posting_time = '{hour}'"
        f" where voucher_no = '{receipt}';"
        for receipt, day, hour in (
            ("MAT-PRE-2026-00012", "2026-11-26", "10:00:00"),
            ("MAT-PRE-2026-00013", "2026-11-24", "23:59:59"),
        )
    )
    # a request that only moves goods, and a user with a department and a login
    + "update `tabMaterial Request` set material_request_type = 'Material Transfer' where name = 'MAT-MR-2026-00011';"
    "insert into `tabEmployee` (name, creation, modified, employee_name, user_id, company, department, status) values"
    " ('E1', now(6), now(6), '赵敏', 'Administrator', 'Demo Co', 'Accounts', 'Active');"
    "insert into `tabActivity Log` (name, creation, modified, user, operation, status) values"
    " (900001, '2026-11-22 08:30:00', now(6), 'ann@example.com', 'Login', 'Success'),"
    " (900002, '2026-11-22 08:29:00', now(6), 'ann@example.com', 'Login', 'Failed');"
)
