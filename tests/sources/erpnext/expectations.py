"""What every canonical entity ought to hold of an ERPNext database: counts, totals, stamps and references in plain SQL.

Each expectation is a query of the canonical layer on the left and the same question to MariaDB on the right.
"""

from __future__ import annotations

TRACKED = (
    "('Material Request', 'Purchase Order', 'Purchase Receipt', 'Purchase Invoice', 'Payment Entry', 'Sales Order',"
    " 'Delivery Note', 'Sales Invoice', 'Stock Reconciliation', 'Journal Entry', 'Work Order')"
)
REQUISITION_LINES = (
    "`tabMaterial Request Item` l join `tabMaterial Request` d on d.name = l.parent"
    " where d.material_request_type = 'Purchase'"
)
SETTLED_BY_PAYMENT = (
    "select count(*) from `tabPayment Entry Reference` where docstatus = 1 and reference_doctype = '{}'"
)
ENTRIES = (
    "`tabJournal Entry Account` l join `tabJournal Entry` d on d.name = l.parent where d.docstatus = 1"
    " and d.voucher_type <> 'Exchange Gain Or Loss' and l.reference_type = '{}'"
)
SETTLED_BY_ENTRY = f"select count(*) from {ENTRIES}"
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
        f"select ({SETTLED_BY_PAYMENT.format('Purchase Invoice')}) + ({SETTLED_BY_ENTRY.format('Purchase Invoice')})"
    ),
    "customer_invoice_lines": "select count(*) from `tabSales Invoice Item`",
    "customer_receipts": (
        f"select ({SETTLED_BY_PAYMENT.format('Sales Invoice')}) + ({SETTLED_BY_ENTRY.format('Sales Invoice')})"
        " + (select count(*) from `tabSales Invoice` where docstatus = 1 and is_return)"
    ),
    "production_orders": "select count(*) from `tabWork Order`",
    # the cards, and the operations that no card in force works on
    "production_operations": (
        "select (select count(*) from `tabJob Card`) + (select count(*) from `tabWork Order Operation` o where not"
        " exists (select 1 from `tabJob Card` c where c.operation_id = o.name and c.docstatus < 2))"
    ),
    "sales_orders": "select count(*) from `tabSales Order`",
    "sales_order_lines": "select count(*) from `tabSales Order Item`",
    "delivery_lines": "select count(*) from `tabDelivery Note Item` where docstatus = 1 and so_detail > ''",
    "stock_moves": "select count(*) from `tabStock Ledger Entry` where not is_cancelled",
    "booked_invoices": (
        "select (select count(*) from `tabSales Invoice` where docstatus = 1 and not (is_return"
        " and return_against > '')) + (select count(*) from `tabPurchase Invoice` where docstatus = 1"
        " and not (is_return and return_against > ''))"
    ),
    "stock_balances": "select count(*) from `tabBin`",
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
    "split_part(payment_allocation_id, ':', 2), recorded_at from supplier_payments"
    " where payment_allocation_id like '%:payment'": (
        "select r.name, v.creation from `tabPayment Entry Reference` r join `tabVersion` v"
        " on v.ref_doctype = 'Payment Entry' and v.docname = r.parent and v.data like '%[\"docstatus\",0,1]%'"
        " where r.reference_doctype = 'Purchase Invoice'"
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
    "invoice_id, created_at from customer_invoice_lines": "select name, creation from `tabSales Invoice`",
    "invoice_id, posted_at from customer_invoice_lines": SUBMITTED.format("Sales Invoice"),
    # what a submission's version does not tell, the entry does
    "split_part(receipt_allocation_id, ':', 2), recorded_at from customer_receipts"
    " where receipt_allocation_id like '%:payment'": (
        "select r.name, v.creation from `tabPayment Entry Reference` r join `tabVersion` v"
        " on v.ref_doctype = 'Payment Entry' and v.docname = r.parent where r.reference_doctype = 'Sales Invoice'"
    ),
    "split_part(payment_allocation_id, ':', 2), recorded_at from supplier_payments"
    " where payment_allocation_id like '%:journal'": (
        "select l.name, coalesce(v.creation, d.creation) from `tabJournal Entry Account` l"
        " join `tabJournal Entry` d on d.name = l.parent left join `tabVersion` v on v.docname = d.name"
        " where l.reference_type = 'Purchase Invoice' and d.docstatus = 1"
    ),
    "production_order_id, created_at from production_orders": "select name, creation from `tabWork Order`",
    "production_order_id, confirmed_at from production_orders": SUBMITTED.format("Work Order"),
    "production_order_id, planned_start_at from production_orders where order_number <> 'WO-2'": (
        "select name, planned_start_date from `tabWork Order` where name <> 'WO-2'"
    ),
    "production_order_id, started_at from production_orders": "select name, actual_start_date from `tabWork Order`",
    "production_order_id, ended_at from production_orders": (
        "select name, if(status = 'Completed', actual_end_date, null) from `tabWork Order`"
    ),
    "production_order_id, planned_end_at from production_orders": (
        f"select name, coalesce(planned_end_date, {END_OF_DAY.format('expected_delivery_date')}) from `tabWork Order`"
    ),
    "split_part(production_operation_id, ':', 2), started_at from production_operations"
    " where started_at is not null": "select parent, min(from_time) from `tabJob Card Time Log` group by parent",
    "split_part(production_operation_id, ':', 2), ended_at from production_operations where ended_at is not null": (
        "select l.parent, max(l.to_time) from `tabJob Card Time Log` l join `tabJob Card` c on c.name = l.parent"
        " where c.docstatus = 1 group by l.parent"
    ),
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
    "invoice_line_id, order_line_id from customer_invoice_lines": (
        "select l.name, coalesce(l.so_detail, r.so_detail) from `tabSales Invoice Item` l"
        " left join `tabDelivery Note Item` r on r.name = l.dn_detail"
    ),
    "invoice_id, customer_id from customer_invoice_lines": "select name, customer from `tabSales Invoice`",
    "split_part(receipt_allocation_id, ':', 2), invoice_id from customer_receipts where allocation_kind = 'payment'": (
        "select name, reference_name from `tabPayment Entry Reference` where reference_doctype = 'Sales Invoice'"
        f" union all select l.name, l.reference_name from {ENTRIES.format('Sales Invoice')}"
        " and d.voucher_type <> 'Credit Note'"
    ),
    "production_order_id, item_id from production_orders": "select name, production_item from `tabWork Order`",
    "production_order_id, planner_id from production_orders": "select name, owner from `tabWork Order`",
    "split_part(production_operation_id, ':', 2), production_order_id from production_operations": (
        "select name, work_order from `tabJob Card` union all select name, parent from `tabWork Order Operation` o"
        " where not exists (select 1 from `tabJob Card` c where c.operation_id = o.name and c.docstatus < 2)"
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
        "select (select sum(base_paid_amount) from `tabPayment Entry` where docstatus = 1 and payment_type = 'Pay')"
        f" + (select sum(l.debit - l.credit) from {ENTRIES.format('Purchase Invoice')})"
    ),
    "sum(quantity_document_unit), sum(amount_company_currency) from customer_invoice_lines": (
        "select sum(qty), sum(base_net_amount) from `tabSales Invoice Item`"
    ),
    "count(distinct invoice_id) from customer_invoice_lines where is_paid": (
        "select count(*) from `tabSales Invoice` where status = 'Paid'"
    ),
    "sum(amount_company_currency) from customer_receipts": (
        "select (select sum(allocated_amount) from `tabPayment Entry Reference`"
        " where reference_doctype = 'Sales Invoice')"
        f" + (select sum(l.credit - l.debit) from {ENTRIES.format('Sales Invoice')})"
        " - (select sum(base_grand_total) from `tabSales Invoice` where is_return)"
    ),
    "sum(amount_company_currency) from customer_receipts where allocation_kind = 'credit_note'": "select 5 + 12",
    "sum(quantity_planned_stock_unit), sum(quantity_good_stock_unit), sum(quantity_scrapped_stock_unit)"
    " from production_orders": "select sum(qty), sum(produced_qty), sum(process_loss_qty) from `tabWork Order`",
    "sum(quantity_reworked_stock_unit) from production_orders": (
        "select sum(total_completed_qty) from `tabJob Card` where is_corrective_job_card"
    ),
    "sum(quantity_good_stock_unit), sum(quantity_reworked_stock_unit) from production_operations": (
        "select sum(total_completed_qty * (1 - is_corrective_job_card)),"
        " sum(total_completed_qty * is_corrective_job_card) from `tabJob Card`"
    ),
    "sum(coalesce(setup_minutes, 0)), sum(setup_minutes) + sum(run_minutes) from production_operations": (
        "select (select sum(time_in_mins) from `tabJob Card Time Log` where operation = '换模'),"
        " sum(total_time_in_mins) from `tabJob Card`"
    ),
    # the plan of a split operation is divided among its cards
    "sum(planned_minutes) from production_operations where production_order_id = 'erp:WO-1'": (
        "select sum(time_in_mins) from `tabWork Order Operation` where parent = 'WO-1'"
    ),
    "count(*) from purchase_order_lines where quantity_step_stock_unit = 1": (
        "select count(*) from `tabPurchase Order Item` l join `tabUOM` u on u.name = l.stock_uom"
        " where u.must_be_whole_number"
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
