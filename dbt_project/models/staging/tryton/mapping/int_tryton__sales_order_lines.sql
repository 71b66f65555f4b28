-- Titles, subtotals and comments stand among the lines; they are no lines of goods or services.
with lines as (
    select * from {{ ref('stg_tryton__sale_lines') }} where line_type = 'line'
),

orders as (
    select * from {{ ref('int_tryton__sales_orders') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'sale'
),

promises as (
    select * from {{ ref('int_tryton__promises') }} where document_type = 'sales_order_line'
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
    {{ tryton_in_stock_unit('lines.quantity', 'units', 'stock_units') }} as quantity_ordered_stock_unit,
    orders.document_currency,
    {{ tryton_rounded('lines.quantity * lines.unit_price', 'rates.digits') }} as amount_document_currency,
    {{ tryton_rounded('lines.quantity * lines.unit_price * rates.company_currency_per_unit', 'rates.company_digits') }} as amount_company_currency,
    lines.created_at,
    promises.first_promised_at,
    promises.latest_promised_at
from lines
inner join orders on orders.order_id = lines.order_id
left join rates on rates.document_id = lines.order_id
left join promises on promises.order_line_id = lines.order_line_id
left join {{ ref('int_tryton__items') }} as items on items.item_id = lines.product_id
left join {{ ref('stg_tryton__units') }} as units on units.unit_id = lines.unit_id
left join {{ ref('stg_tryton__units') }} as stock_units on stock_units.unit_id = items.stock_unit_id
