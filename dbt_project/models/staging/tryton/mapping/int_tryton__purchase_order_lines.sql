-- Titles, subtotals and comments stand among the lines; they are no lines of goods or services.
with lines as (
    select * from {{ ref('stg_tryton__purchase_lines') }} where line_type = 'line'
),

orders as (
    select * from {{ ref('int_tryton__purchase_orders') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'purchase'
),

links as (
    select order_line_id, min(requisition_line_id) as requisition_line_id
    from {{ ref('int_tryton__requisition_order_links') }}
    group by order_line_id
),

promises as (
    select * from {{ ref('int_tryton__promises') }} where document_type = 'purchase_order_line'
),

-- expected when the run looks: what was done or given up after its "now" was still to come; a confirmed purchase has no
-- moves until Tryton's queue has processed it. What goes back to the supplier is no receipt.
incoming as (
    select moves.purchase_line_id, count(*) as move_count,
        sum(case
            when moves.state = 'done' then case when stamps.moved_at > {{ as_of() }} then 1 else 0 end
            when moves.state = 'cancelled' then case when moves.written_at > {{ as_of() }} then 1 else 0 end
            else 1
        end) as awaited_count
    from {{ ref('stg_tryton__stock_moves') }} as moves
    inner join {{ ref('int_tryton__locations') }} as origins on origins.location_id = moves.from_location_id
    left join {{ ref('int_tryton__move_stamps') }} as stamps on stamps.move_id = moves.move_id
    where moves.purchase_line_id is not null and origins.location_type = 'supplier'
    group by moves.purchase_line_id
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
    links.requisition_line_id,
    {{ tryton_in_stock_unit('lines.quantity', 'units', 'stock_units') }} as quantity_ordered_stock_unit,
    cast(coalesce(stock_units.rounding, units.rounding) as {{ dbt.type_numeric() }}) as quantity_step_stock_unit,
    orders.document_currency,
    {{ tryton_rounded('lines.quantity * lines.unit_price', 'rates.digits') }} as amount_document_currency,
    {{ tryton_rounded('lines.quantity * lines.unit_price * rates.company_currency_per_unit', 'rates.company_digits') }} as amount_company_currency,
    lines.created_at,
    promises.first_promised_at,
    promises.first_promise_recorded_by,
    promises.latest_promised_at,
    lead_times.lead_time_days as planned_lead_time_days,
    coalesce(
        incoming.awaited_count > 0,
        orders.status = 'confirmed' and items.is_storable and lines.quantity > 0,
        false
    ) as is_receipt_expected
from lines
inner join orders on orders.order_id = lines.order_id
left join rates on rates.document_id = lines.order_id
left join links on links.order_line_id = lines.order_line_id
left join promises on promises.order_line_id = lines.order_line_id
left join {{ ref('int_tryton__lead_times') }} as lead_times on lead_times.order_line_id = lines.order_line_id
left join incoming on incoming.purchase_line_id = lines.order_line_id
left join {{ ref('int_tryton__items') }} as items on items.item_id = lines.product_id
left join {{ ref('stg_tryton__units') }} as units on units.unit_id = lines.unit_id
left join {{ ref('stg_tryton__units') }} as stock_units on stock_units.unit_id = items.stock_unit_id
