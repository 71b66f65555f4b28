-- Everything that happened to a sales order line, as far as the run's "now" sees it.
with lines as (
    select * from {{ ref('sales_order_lines') }} where created_at <= {{ as_of() }}
),

orders as (
    select * from {{ ref('sales_orders') }}
),

deliveries as (
    select
        *,
        sum(quantity_stock_unit) over (
            partition by order_line_id order by shipped_at, delivery_line_id
            rows between unbounded preceding and current row
        ) as quantity_so_far
    from {{ ref('delivery_lines') }}
    where shipped_at <= {{ as_of() }}
),

delivered as (
    select
        deliveries.order_line_id,
        min(case when not deliveries.is_return then deliveries.shipped_at end) as first_shipped_at,
        min(case
            when deliveries.quantity_so_far >= lines.quantity_ordered_stock_unit - 0.005 then deliveries.shipped_at
        end) as completed_at,
        sum(deliveries.quantity_stock_unit) as quantity_delivered_stock_unit
    from deliveries
    inner join lines on lines.order_line_id = deliveries.order_line_id
    group by deliveries.order_line_id
)

select
    lines.source_id,
    lines.order_line_id,
    lines.order_id,
    orders.order_number,
    lines.company_id,
    lines.department_id,
    lines.warehouse_id,
    orders.customer_id,
    orders.salesperson_id,
    lines.item_id,
    lines.line_kind,
    lines.status,
    lines.amount_company_currency,
    lines.quantity_ordered_stock_unit,
    coalesce(delivered.quantity_delivered_stock_unit, 0) as quantity_delivered_stock_unit,
    orders.entered_at,
    {{ by_as_of('orders.confirmed_at') }} as confirmed_at,
    {{ local_date('lines.first_promised_at') }} as first_promised_date,
    {{ local_date('lines.latest_promised_at') }} as latest_promised_date,
    delivered.first_shipped_at,
    delivered.completed_at
from lines
inner join orders on orders.order_id = lines.order_id
left join delivered on delivered.order_line_id = lines.order_line_id
