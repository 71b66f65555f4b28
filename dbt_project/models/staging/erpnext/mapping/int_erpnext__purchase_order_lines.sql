with lines as (
    select * from {{ ref('stg_erpnext__purchase_order_items') }}
),

orders as (
    select * from {{ ref('int_erpnext__purchase_orders') }}
),

links as (
    select * from {{ ref('int_erpnext__requisition_order_links') }}
),

promises as (
    select * from {{ ref('int_erpnext__first_promises') }} where document_type = 'purchase_order_line'
),

items as (
    select * from {{ ref('stg_erpnext__items') }}
),

units as (
    select * from {{ ref('stg_erpnext__units') }}
),

-- as the run's "now" sees it: what arrived later was still awaited then
received as (
    select order_line_id, sum(quantity_stock_unit) as quantity_stock_unit
    from {{ ref('int_erpnext__goods_receipt_lines') }}
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
    lines.warehouse_id,
    lines.item_id,
    case when items.is_service then 'service' else 'goods' end as line_kind,
    links.requisition_line_id,
    lines.quantity_stock_unit as quantity_ordered_stock_unit,
    -- ERPNext states a step only for units that it counts in whole numbers
    case when units.is_whole_number then 1 end as quantity_step_stock_unit,
    orders.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    case when orders.is_amendment then orders.created_at else lines.created_at end as created_at,
    promises.first_promised_at,
    promises.first_promise_recorded_by,
    lines.promised_at as latest_promised_at,
    items.lead_time_days as planned_lead_time_days,
    -- an order that is closed, or delivered by the supplier to the customer, waits for nothing any more
    orders.status = 'confirmed'
        and coalesce(orders.erp_status, '') not in ('Closed', 'Delivered')
        and coalesce(received.quantity_stock_unit, 0) < lines.quantity_stock_unit as is_receipt_expected
from lines
inner join orders on orders.order_id = lines.order_id
left join links on links.order_line_id = lines.order_line_id
left join promises on promises.order_line_id = lines.order_line_id
left join items on items.item_id = lines.item_id
left join units on units.source_id = items.source_id and units.unit_name = items.stock_unit_name
left join received on received.order_line_id = lines.order_line_id
