with invoices as (
    select *, {{ odoo_status("'invoice'", 'state') }} as status
    from {{ ref('stg_odoo__account_moves') }}
    where move_type in ('in_invoice', 'in_refund')
),

lines as (
    select * from {{ ref('stg_odoo__account_move_lines') }} where display_type = 'product'
),

postings as (
    select document_id, min(changed_at) as posted_at
    from {{ ref('int_odoo__status_changes') }}
    where document_type = 'invoice' and status = 'posted'
    group by document_id
),

-- a down payment is billed on a line of its own, which is no line of goods or services
down_payments as (
    select order_line_id from {{ ref('stg_odoo__purchase_order_lines') }} where is_down_payment
),

currencies as (
    select * from {{ ref('stg_odoo__currencies') }}
)

select
    lines.source_id,
    lines.account_move_line_id as invoice_line_id,
    invoices.account_move_id as invoice_id,
    invoices.number as invoice_number,
    case when down_payments.order_line_id is null then lines.purchase_order_line_id end as order_line_id,
    down_payments.order_line_id is not null as is_down_payment,
    invoices.status,
    invoices.move_type = 'in_refund' as is_credit_note,
    invoices.company_id,
    invoices.partner_id as supplier_id,
    lines.product_id as item_id,
    invoices.invoice_date,
    invoices.created_at as received_at,
    postings.posted_at,
    invoices.due_date,
    invoices.payment_state in ('paid', 'in_payment', 'reversed') as is_paid,
    lines.quantity as quantity_document_unit,
    currencies.currency_code as document_currency,
    cast(case when invoices.move_type = 'in_refund' then -lines.net_amount else lines.net_amount end as {{ dbt.type_numeric() }})
        as amount_document_currency,
    {{ in_company_currency(
        "case when invoices.move_type = 'in_refund' then -lines.net_amount else lines.net_amount end",
        'coalesce(invoices.currency_rate, lines.booked_currency_rate)'
    ) }} as amount_company_currency,
    invoices.creator_user_id as receiver_id
from lines
inner join invoices on invoices.account_move_id = lines.account_move_id
left join down_payments on down_payments.order_line_id = lines.purchase_order_line_id
left join postings on postings.document_id = invoices.account_move_id
left join currencies on currencies.currency_id = invoices.currency_id
