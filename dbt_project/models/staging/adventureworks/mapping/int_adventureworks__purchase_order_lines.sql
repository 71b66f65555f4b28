-- Quantities are in the unit of the order: the files hold no factor to any other. Of the promise only the day that holds
-- now is known. A complete order waits for nothing, however little of it arrived.
with received as (
    select order_line_id, sum(quantity_stock_unit) as quantity_stock_unit
    from {{ ref('int_adventureworks__goods_receipt_lines') }}
    where received_at <= {{ as_of() }}
    group by order_line_id
)

select
    lines.source_id,
    lines.order_line_id,
    lines.order_id,
    orders.status,
    orders.company_id,
    orders.department_id,
    orders.warehouse_id,
    lines.item_id,
    'goods' as line_kind,
    cast(null as {{ dbt.type_string() }}) as requisition_line_id,
    lines.quantity_ordered as quantity_ordered_stock_unit,
    cast(null as decimal(28,6)) as quantity_step_stock_unit,
    orders.document_currency,
    lines.amount_company_currency as amount_document_currency,
    lines.amount_company_currency,
    orders.created_at,
    lines.promised_at as first_promised_at,
    'current' as first_promise_recorded_by,
    lines.promised_at as latest_promised_at,
    supplier_items.lead_time_days as planned_lead_time_days,
    headers.order_status = 2
        and coalesce(received.quantity_stock_unit, 0) < lines.quantity_ordered as is_receipt_expected
from {{ ref('stg_adventureworks__purchase_order_lines') }} as lines
inner join {{ ref('int_adventureworks__purchase_orders') }} as orders on orders.order_id = lines.order_id
inner join {{ ref('stg_adventureworks__purchase_orders') }} as headers on headers.order_id = lines.order_id
left join {{ ref('stg_adventureworks__supplier_items') }} as supplier_items
    on supplier_items.item_id = lines.item_id and supplier_items.supplier_id = orders.supplier_id
left join received on received.order_line_id = lines.order_line_id
