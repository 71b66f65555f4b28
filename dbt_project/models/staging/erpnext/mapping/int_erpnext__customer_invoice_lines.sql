-- A line knows its order line itself or through the delivery line it bills. Quantities and amounts of credit notes are
-- negative in ERPNext already.
with invoices as (
    select * from {{ ref('stg_erpnext__sales_invoices') }}
),

lines as (
    select * from {{ ref('stg_erpnext__sales_invoice_items') }}
),

order_lines as (
    select order_line_id from {{ ref('stg_erpnext__sales_order_items') }}
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'sales_invoice'
),

users as (
    select * from {{ ref('int_erpnext__users') }}
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
    users.department_id,
    invoices.customer_id,
    lines.item_id,
    invoices.posting_date as invoice_date,
    invoices.created_at,
    case when invoices.docstatus > 0 then submissions.submitted_at end as posted_at,
    invoices.due_date,
    invoices.docstatus = 1 and abs(coalesce(invoices.outstanding_amount, 0)) < 0.005 as is_paid,
    lines.quantity as quantity_document_unit,
    invoices.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    invoices.creator_user_id as issuer_id
from lines
inner join invoices on invoices.invoice_id = lines.invoice_id
left join {{ ref('stg_erpnext__delivery_note_items') }} as delivery_lines
    on delivery_lines.delivery_line_id = lines.delivery_line_id
left join order_lines on order_lines.order_line_id = coalesce(lines.order_line_id, delivery_lines.order_line_id)
left join submissions on submissions.document_id = lines.invoice_id
left join users on users.user_id = invoices.creator_user_id
