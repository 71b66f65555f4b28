-- A line knows its order line itself or through the receipt line it bills. Quantities and amounts of debit notes are
-- negative in ERPNext already.
with invoices as (
    select * from {{ ref('stg_erpnext__purchase_invoices') }}
),

lines as (
    select * from {{ ref('stg_erpnext__purchase_invoice_items') }}
),

order_lines as (
    select order_line_id from {{ ref('stg_erpnext__purchase_order_items') }}
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'invoice'
)

select
    lines.source_id,
    lines.invoice_line_id,
    lines.invoice_id,
    invoices.document_number as invoice_number,
    order_lines.order_line_id,
    -- ERPNext books down payments as payments, never as lines of an invoice
    false as is_down_payment,
    case when invoices.docstatus = 2 then 'cancelled' when invoices.docstatus = 1 then 'posted' else 'draft' end as status,
    invoices.is_return as is_credit_note,
    invoices.company_id,
    invoices.supplier_id,
    lines.item_id,
    coalesce(invoices.bill_date, invoices.posting_date) as invoice_date,
    invoices.created_at as received_at,
    case when invoices.docstatus > 0 then submissions.submitted_at end as posted_at,
    invoices.due_date,
    invoices.docstatus = 1 and abs(coalesce(invoices.outstanding_amount, 0)) < 0.005 as is_paid,
    lines.quantity as quantity_document_unit,
    invoices.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    invoices.creator_user_id as receiver_id
from lines
inner join invoices on invoices.invoice_id = lines.invoice_id
left join {{ ref('stg_erpnext__purchase_receipt_items') }} as receipt_lines
    on receipt_lines.receipt_line_id = lines.receipt_line_id
left join order_lines on order_lines.order_line_id = coalesce(lines.order_line_id, receipt_lines.order_line_id)
left join submissions on submissions.document_id = lines.invoice_id
