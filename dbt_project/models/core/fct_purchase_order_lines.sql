-- Everything that happened to an order line, as far as the run's "now" sees it.
with lines as (
    select * from {{ ref('purchase_order_lines') }} where created_at <= {{ as_of() }}
),

orders as (
    select * from {{ ref('purchase_orders') }}
),

requisition_lines as (
    select * from {{ ref('purchase_requisition_lines') }}
),

receipts as (
    select
        *,
        sum(quantity_stock_unit) over (
            partition by order_line_id order by received_at, receipt_line_id
            rows between unbounded preceding and current row
        ) as quantity_so_far
    from {{ ref('goods_receipt_lines') }}
    where received_at <= {{ as_of() }}
),

received as (
    select
        receipts.order_line_id,
        min(case when not receipts.is_return then receipts.received_at end) as first_received_at,
        max(case when not receipts.is_return then receipts.received_at end) as last_received_at,
        -- half of the smallest step of a stock unit is rounding; a later return does not undo the delivery
        min(case
            when receipts.quantity_so_far >= lines.quantity_ordered_stock_unit - 0.005 then receipts.received_at
        end) as completed_at,
        sum(receipts.quantity_stock_unit) as quantity_received_stock_unit
    from receipts
    inner join lines on lines.order_line_id = receipts.order_line_id
    group by receipts.order_line_id
),

payments as (
    select invoice_id, max(recorded_at) as paid_at
    from {{ ref('supplier_payments') }}
    where recorded_at <= {{ as_of() }}
    group by invoice_id
),

invoiced as (
    select
        invoices.order_line_id,
        min(invoices.received_at) as invoice_received_at,
        min(invoices.invoice_date) as first_invoice_date,
        min({{ by_as_of('invoices.posted_at') }}) as invoice_posted_at,
        -- paid when every invoice of the line is settled, with the last payment
        case when min(case when invoices.is_paid and payments.paid_at is not null then 1 else 0 end) = 1
            then max(payments.paid_at) end as paid_at
    from {{ ref('supplier_invoice_lines') }} as invoices
    left join payments on payments.invoice_id = invoices.invoice_id
    where invoices.order_line_id is not null
        and not invoices.is_credit_note
        and invoices.status <> 'cancelled'
        and invoices.received_at <= {{ as_of() }}
    group by invoices.order_line_id
)

select
    lines.source_id,
    lines.order_line_id,
    lines.order_id,
    orders.order_number,
    lines.company_id,
    lines.department_id,
    lines.warehouse_id,
    orders.supplier_id,
    orders.buyer_id,
    lines.item_id,
    lines.line_kind,
    lines.status,
    orders.contract_id,
    lines.requisition_line_id,
    lines.amount_company_currency,
    lines.quantity_ordered_stock_unit,
    coalesce(received.quantity_received_stock_unit, 0) as quantity_received_stock_unit,
    lines.is_receipt_expected,
    lines.planned_lead_time_days,
    {{ local_date('lines.first_promised_at') }} as first_promised_date,
    {{ local_date('lines.latest_promised_at') }} as latest_promised_date,
    requisition_lines.created_at as requisition_created_at,
    {{ by_as_of('requisition_lines.requested_at') }} as requisition_requested_at,
    {{ by_as_of('requisition_lines.approved_at') }} as requisition_approved_at,
    lines.created_at,
    {{ by_as_of('orders.submitted_at') }} as submitted_at,
    {{ by_as_of('orders.approved_at') }} as approved_at,
    {{ by_as_of('orders.confirmed_at') }} as confirmed_at,
    {{ by_as_of('orders.cancelled_at') }} as cancelled_at,
    received.first_received_at,
    received.last_received_at,
    received.completed_at,
    invoiced.first_invoice_date,
    invoiced.invoice_received_at,
    invoiced.invoice_posted_at,
    invoiced.paid_at
from lines
inner join orders on orders.order_id = lines.order_id
left join requisition_lines on requisition_lines.requisition_line_id = lines.requisition_line_id
left join received on received.order_line_id = lines.order_line_id
left join invoiced on invoiced.order_line_id = lines.order_line_id
