with lines as (
    select * from {{ ref('stg_erpnext__sales_order_items') }}
),

orders as (
    select * from {{ ref('int_erpnext__sales_orders') }}
),

promises as (
    select * from {{ ref('int_erpnext__first_promises') }} where document_type = 'sales_order_line'
),

items as (
    select * from {{ ref('stg_erpnext__items') }}
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
    lines.quantity_stock_unit as quantity_ordered_stock_unit,
    orders.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    case when orders.is_amendment then orders.entered_at else lines.created_at end as created_at,
    promises.first_promised_at,
    lines.promised_at as latest_promised_at
from lines
inner join orders on orders.order_id = lines.order_id
left join promises on promises.order_line_id = lines.order_line_id
left join items on items.item_id = lines.item_id
