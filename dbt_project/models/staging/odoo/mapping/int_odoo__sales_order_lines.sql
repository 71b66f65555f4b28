with lines as (
    select *
    from {{ ref('stg_odoo__sales_order_lines') }}
    where display_type is null and not is_down_payment
),

orders as (
    select * from {{ ref('int_odoo__sales_orders') }}
),

rates as (
    select order_id, currency_rate from {{ ref('stg_odoo__sales_orders') }}
),

items as (
    select * from {{ ref('int_odoo__items') }}
),

units as (
    select * from {{ ref('stg_odoo__units') }}
)

select
    lines.source_id,
    lines.order_line_id,
    lines.order_id,
    orders.status,
    orders.company_id,
    orders.department_id,
    orders.warehouse_id,
    lines.product_id as item_id,
    case when items.is_service then 'service' else 'goods' end as line_kind,
    {{ in_stock_unit('lines.quantity', 'units', 'items') }} as quantity_ordered_stock_unit,
    orders.document_currency,
    lines.net_amount as amount_document_currency,
    {{ in_company_currency('lines.net_amount', 'rates.currency_rate') }} as amount_company_currency,
    lines.created_at,
    orders.requested_at as first_promised_at,
    orders.requested_at as latest_promised_at
from lines
inner join orders on orders.order_id = lines.order_id
left join rates on rates.order_id = lines.order_id
left join items on items.item_id = lines.product_id
left join units on units.unit_id = lines.unit_id
