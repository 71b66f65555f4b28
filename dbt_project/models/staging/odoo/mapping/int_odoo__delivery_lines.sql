-- Only the move that crosses the border to the customer counts: a warehouse may pick, pack and ship in steps.
with moves as (
    select * from {{ ref('stg_odoo__stock_moves') }}
    where state = 'done' and sales_order_line_id is not null
),

locations as (
    select * from {{ ref('stg_odoo__locations') }}
),

items as (
    select * from {{ ref('int_odoo__items') }}
),

units as (
    select * from {{ ref('stg_odoo__units') }}
),

signed as (
    select
        moves.*,
        case when destination.usage = 'customer' then 1 else -1 end as direction,
        coalesce(origin.warehouse_id, destination.warehouse_id) as warehouse_id
    from moves
    inner join locations as origin on origin.location_id = moves.from_location_id
    inner join locations as destination on destination.location_id = moves.to_location_id
    where (origin.usage = 'customer') <> (destination.usage = 'customer')
)

select
    signed.source_id,
    signed.move_id as delivery_line_id,
    signed.sales_order_line_id as order_line_id,
    signed.picking_id as delivery_id,
    signed.company_id,
    signed.warehouse_id,
    signed.product_id as item_id,
    signed.moved_at as shipped_at,
    signed.direction < 0 as is_return,
    cast(signed.direction * {{ in_stock_unit('signed.quantity', 'units', 'items') }} as {{ dbt.type_numeric() }})
        as quantity_stock_unit,
    coalesce(actors.user_id, signed.mover_user_id) as shipper_id
from signed
left join {{ ref('int_odoo__transfer_actors') }} as actors on actors.picking_id = signed.picking_id
left join items on items.item_id = signed.product_id
left join units on units.unit_id = signed.unit_id
