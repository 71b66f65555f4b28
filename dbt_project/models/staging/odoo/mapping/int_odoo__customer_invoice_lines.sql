with invoices as (
    select *, {{ odoo_status("'invoice'", 'state') }} as status
    from {{ ref('stg_odoo__account_moves') }}
    where move_type in ('out_invoice', 'out_refund')
),

-- sections, notes, taxes, roundings and the cost of goods sold stand among the lines of an invoice
lines as (
    select * from {{ ref('stg_odoo__account_move_lines') }} where display_type = 'product'
),

postings as (
    select document_id, min(changed_at) as posted_at
    from {{ ref('int_odoo__status_changes') }}
    where document_type = 'invoice' and status = 'posted'
    group by document_id
),

-- several order lines may be billed on one invoice line, and a down payment has an order line of its own, which is no
-- line of goods or services: billed first, taken off again on the final invoice
order_lines as (
    select
        links.invoice_line_id,
        min(case when not order_lines.is_down_payment then links.order_line_id end) as order_line_id,
        max(case when order_lines.is_down_payment then 1 else 0 end) = 1 as is_down_payment
    from {{ ref('stg_odoo__invoice_order_lines') }} as links
    inner join {{ ref('stg_odoo__sales_order_lines') }} as order_lines
        on order_lines.order_line_id = links.order_line_id
    group by links.invoice_line_id
),

users as (
    select * from {{ ref('int_odoo__users') }}
),

currencies as (
    select * from {{ ref('stg_odoo__currencies') }}
)

select
    lines.source_id,
    lines.account_move_line_id as invoice_line_id,
    invoices.account_move_id as invoice_id,
    invoices.number as invoice_number,
    order_lines.order_line_id,
    coalesce(order_lines.is_down_payment, false) or lines.is_down_payment as is_down_payment,
    invoices.status,
    invoices.move_type = 'out_refund' as is_credit_note,
    invoices.company_id,
    users.department_id,
    invoices.partner_id as customer_id,
    lines.product_id as item_id,
    invoices.invoice_date,
    invoices.created_at,
    postings.posted_at,
    invoices.due_date,
    invoices.payment_state in ('paid', 'in_payment', 'reversed') as is_paid,
    lines.quantity as quantity_document_unit,
    currencies.currency_code as document_currency,
    cast(case when invoices.move_type = 'out_refund' then -lines.net_amount else lines.net_amount end as {{ dbt.type_numeric() }})
        as amount_document_currency,
    {{ in_company_currency(
        "case when invoices.move_type = 'out_refund' then -lines.net_amount else lines.net_amount end",
        'coalesce(invoices.currency_rate, lines.booked_currency_rate)'
    ) }} as amount_company_currency,
    invoices.creator_user_id as issuer_id
from lines
inner join invoices on invoices.account_move_id = lines.account_move_id
left join order_lines on order_lines.invoice_line_id = lines.account_move_line_id
left join postings on postings.document_id = invoices.account_move_id
left join users on users.user_id = invoices.salesperson_user_id
left join currencies on currencies.currency_id = invoices.currency_id
