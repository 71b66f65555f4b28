-- Everything that happened to an order line, as far as the run's "now" sees it.
with lines as (
    select *,
        -- half of a unit's step is rounding, but of a few steps only a tenth; without a step what conversion leaves
        quantity_ordered_stock_unit
            - least(coalesce(nullif(quantity_step_stock_unit, 0), 0.0001) / 2, quantity_ordered_stock_unit / 10)
            as quantity_to_receive
    from {{ ref('purchase_order_lines') }}
    where created_at <= {{ as_of() }}
),

-- a return is for credit unless something is expected; one that undoes a booking never is
movements as (
    select receipts.*, lines.quantity_to_receive, lines.quantity_ordered_stock_unit,
        is_return and not coalesce(is_reversal, false) and not coalesce(is_receipt_expected, false) as is_for_credit
    from {{ ref('goods_receipt_lines') }} as receipts
    inner join lines on lines.order_line_id = receipts.order_line_id
    where receipts.received_at <= {{ as_of() }}
),

-- so much of what was returned as came a second time is owed again
receipts as (
    select *,
        sum(case when is_for_credit then 0 else quantity_stock_unit end) over (partition by order_line_id)
            - quantity_ordered_stock_unit as quantity_sent_again,
        sum(case when is_for_credit then -quantity_stock_unit else 0 end)
            over (partition by order_line_id order by received_at, receipt_line_id)
            + case when is_for_credit then quantity_stock_unit else 0 end as quantity_returned_before
    from movements
),

balances as (
    select *,
        sum(case when not is_for_credit then quantity_stock_unit
            else -greatest(0, least(-quantity_stock_unit, quantity_sent_again - quantity_returned_before)) end)
            over (partition by order_line_id order by received_at, receipt_line_id) as quantity_so_far
    from receipts
),

floors as (
    select *,
        min(quantity_so_far) over (partition by order_line_id order by received_at, receipt_line_id
            rows between current row and unbounded following) as quantity_kept
    from balances
),

received as (
    select
        order_line_id,
        min(case when not is_return then received_at end) as first_received_at,
        max(case when not is_return then received_at end) as last_received_at,
        -- from here on the ordered quantity was there: what went back and came again counts with its second coming
        min(case when quantity_kept >= quantity_to_receive then received_at end) as completed_at,
        sum(quantity_stock_unit) as quantity_received_stock_unit
    from floors
    group by order_line_id
),

payments as (
    select invoice_id, max(recorded_at) as paid_at
    from {{ ref('supplier_payments') }} where recorded_at <= {{ as_of() }} group by invoice_id
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
    -- as the run's "now" sees it: what was confirmed or cancelled after it was not yet
    case
        when lines.status = 'confirmed' and orders.confirmed_at <= {{ as_of() }} then 'confirmed'
        when lines.status = 'cancelled' and orders.cancelled_at > {{ as_of() }} and orders.confirmed_at <= {{ as_of() }}
            then 'confirmed'
        when (lines.status = 'confirmed' and orders.confirmed_at > {{ as_of() }})
            or (lines.status = 'cancelled' and orders.cancelled_at > {{ as_of() }})
            then case when orders.submitted_at <= {{ as_of() }} then 'awaiting_approval' else 'draft' end
        else lines.status
    end as status,
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
    -- a line added to a confirmed order is on order from then; of imported orders the stamps of entry say nothing
    case
        when lines.created_at > orders.confirmed_at
            and {{ hours_between('orders.created_at', 'orders.confirmed_at') }} is not null then lines.created_at
        else {{ by_as_of('orders.confirmed_at') }}
    end as ordered_at,
    {{ by_as_of('orders.cancelled_at') }} as cancelled_at,
    received.first_received_at,
    received.last_received_at,
    received.completed_at,
    invoiced.first_invoice_date,
    invoiced.invoice_received_at,
    invoiced.invoice_posted_at,
    invoiced.paid_at
from lines
inner join {{ ref('purchase_orders') }} as orders on orders.order_id = lines.order_id
left join {{ ref('purchase_requisition_lines') }} as requisition_lines
    on requisition_lines.requisition_line_id = lines.requisition_line_id
left join received on received.order_line_id = lines.order_line_id
left join invoiced on invoiced.order_line_id = lines.order_line_id
