-- Only the move that crosses the border to the supplier counts: a warehouse may receive in two or three steps. Goods that
-- come without an order are receipts as well, which a rule on the quality of data finds.
with moves as (
    select * from {{ ref('stg_odoo__stock_moves') }} where state = 'done'
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
        case when origin.usage = 'supplier' then 1 else -1 end as direction,
        coalesce(destination.warehouse_id, origin.warehouse_id) as warehouse_id
    from moves
    inner join locations as origin on origin.location_id = moves.from_location_id
    inner join locations as destination on destination.location_id = moves.to_location_id
    where (origin.usage = 'supplier') <> (destination.usage = 'supplier')
)

select
    signed.source_id,
    signed.move_id as receipt_line_id,
    signed.purchase_order_line_id as order_line_id,
    signed.picking_id as receipt_id,
    signed.company_id,
    signed.warehouse_id,
    signed.product_id as item_id,
    signed.moved_at as received_at,
    signed.direction < 0 as is_return,
    false as is_reversal,
    cast(signed.direction * {{ in_stock_unit('signed.quantity', 'units', 'items') }} as {{ dbt.type_numeric() }})
        as quantity_stock_unit,
    coalesce(actors.user_id, signed.mover_user_id) as receiver_id
from signed
left join {{ ref('int_odoo__transfer_actors') }} as actors on actors.picking_id = signed.picking_id
left join items on items.item_id = signed.product_id
left join units on units.unit_id = signed.unit_id
