-- Sections, notes and down payments stand among the lines of an order; they are no lines of goods or services.
with lines as (
    select *
    from {{ ref('stg_odoo__purchase_order_lines') }}
    where display_type is null and not is_down_payment
),

orders as (
    select * from {{ ref('int_odoo__purchase_orders') }}
),

rates as (
    select order_id, currency_rate from {{ ref('stg_odoo__purchase_orders') }}
),

requisition_links as (
    select order_line_id, min(requisition_line_id) as requisition_line_id
    from {{ ref('stg_odoo__purchase_request_order_lines') }}
    group by order_line_id
),

promises as (
    select * from {{ ref('int_odoo__first_promises') }}
),

items as (
    select * from {{ ref('int_odoo__items') }}
),

units as (
    select * from {{ ref('stg_odoo__units') }}
),

-- from 19 on all units have the same step
precisions as (
    select source_id, power(10, -max(digits)) as step
    from {{ ref('stg_odoo__decimal_precisions') }}
    where usage = 'Product Unit'
    group by source_id
),

locations as (
    select * from {{ ref('stg_odoo__locations') }}
),

-- expected when the run looks: what was done or given up after its "now" was still to come (a move keeps no stamp of
-- its cancellation but its last writing); what goes back to the supplier or on from the input is no receipt
expected_moves as (
    select moves.purchase_order_line_id, count(*) as move_count
    from {{ ref('stg_odoo__stock_moves') }} as moves
    inner join locations as origin on origin.location_id = moves.from_location_id
    inner join locations as destination on destination.location_id = moves.to_location_id
    where origin.usage <> 'internal' and destination.usage <> 'supplier'
        and case moves.state
            when 'done' then moves.moved_at > {{ as_of() }}
            when 'cancel' then moves.written_at > {{ as_of() }}
            else true
        end
    group by moves.purchase_order_line_id
),

-- the supplier's price entries are ordered by preference; one for the variant goes before one for the template
lead_times as (
    select
        lines.order_line_id,
        prices.lead_time_days,
        row_number() over (
            partition by lines.order_line_id
            order by
                case when prices.product_id = lines.product_id then 0 else 1 end, prices.sequence, prices.supplier_price_id
        ) as preference
    from lines
    inner join orders on orders.order_id = lines.order_id
    inner join items on items.item_id = lines.product_id
    inner join {{ ref('stg_odoo__supplier_prices') }} as prices
        on prices.supplier_partner_id = orders.supplier_id
        and prices.product_template_id = items.product_template_id
        and (prices.product_id is null or prices.product_id = lines.product_id)
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
    requisition_links.requisition_line_id,
    {{ in_stock_unit('lines.quantity', 'units', 'items') }} as quantity_ordered_stock_unit,
    coalesce(
        stock_units.rounding, units.rounding, case when units.unit_id is not null then precisions.step end
    ) as quantity_step_stock_unit,
    orders.document_currency,
    lines.net_amount as amount_document_currency,
    {{ in_company_currency('lines.net_amount', 'rates.currency_rate') }} as amount_company_currency,
    lines.created_at,
    promises.first_promised_at,
    promises.first_promise_recorded_by,
    lines.promised_at as latest_promised_at,
    lead_times.lead_time_days as planned_lead_time_days,
    coalesce(expected_moves.move_count, 0) > 0 as is_receipt_expected
from lines
inner join orders on orders.order_id = lines.order_id
left join rates on rates.order_id = lines.order_id
left join requisition_links on requisition_links.order_line_id = lines.order_line_id
left join promises on promises.order_line_id = lines.order_line_id
left join items on items.item_id = lines.product_id
left join units on units.unit_id = lines.unit_id
left join units as stock_units on stock_units.unit_id = items.stock_unit_id
left join precisions on precisions.source_id = lines.source_id
left join expected_moves on expected_moves.purchase_order_line_id = lines.order_line_id
left join lead_times on lead_times.order_line_id = lines.order_line_id and lead_times.preference = 1
