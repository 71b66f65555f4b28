-- Quantities come from the moves, values from the valuation layers. A layer with a quantity belongs to its move. One
-- without changes the value when it is written, months after the move it may name (landed costs, corrections of
-- FIFO, price differences of bills): it stands as an entry of its own with quantity 0, at the place of that move. What a
-- move took along of somebody else's goods stands apart.
with moves as (
    select * from {{ ref('stg_odoo__stock_moves') }} where state = 'done'
),

locations as (
    select *, usage = 'internal' or (usage = 'transit' and company_id is not null) as is_stock
    from {{ ref('stg_odoo__locations') }}
),

layers as (
    select
        layers.*,
        -- the layer of a move that is not done, or is gone, has no move to belong to
        coalesce(layers.quantity, 0) <> 0 and moves.move_id is not null as is_of_move
    from {{ ref('int_odoo__valuation_layers') }} as layers
    left join moves on moves.move_id = layers.move_id
),

move_values as (
    select move_id, sum(value_company_currency) as value_company_currency from layers where is_of_move group by move_id
),

-- apart from what else a move has: numbering whole rows of all moves takes gigabytes
first_moves as (
    select move_id
    from (
        select moves.move_id, row_number() over (
            partition by product_id, case when destination.is_stock then to_location_id else from_location_id end
            order by moved_at, moves.created_at, moves.move_id
        ) as move_number
        from moves
        inner join locations as origin on origin.location_id = moves.from_location_id
        inner join locations as destination on destination.location_id = moves.to_location_id
    ) as numbered
    where move_number = 1
),

placed as (
    select
        moves.*,
        origin.usage as from_usage,
        destination.usage as to_usage,
        origin.is_stock as is_from_stock,
        destination.is_stock as is_to_stock,
        origin.warehouse_id as from_warehouse_id,
        destination.warehouse_id as to_warehouse_id,
        origin.is_scrap or destination.is_scrap or moves.is_scrap as is_scrapped,
        {{ in_stock_unit('moves.quantity', 'units', 'items') }} as quantity_stock_unit,
        consigned.quantity_stock_unit as consigned_quantity,
        first_moves.move_id is not null as is_first_at_place
    from moves
    inner join locations as origin on origin.location_id = moves.from_location_id
    inner join locations as destination on destination.location_id = moves.to_location_id
    left join {{ ref('int_odoo__items') }} as items on items.item_id = moves.product_id
    left join {{ ref('stg_odoo__units') }} as units on units.unit_id = moves.unit_id
    left join {{ ref('int_odoo__consigned_quantities') }} as consigned on consigned.move_id = moves.move_id
    left join first_moves on first_moves.move_id = moves.move_id
),

reasoned as (
    select
        *,
        case
            when is_scrapped then 'scrap'
            when is_inventory and is_first_at_place and is_to_stock then 'opening'
            when is_inventory then 'count'
            when is_from_stock and is_to_stock then 'transfer'
            when from_usage = 'supplier' and to_usage = 'customer' then 'direct_delivery'
            when from_usage = 'supplier' then 'purchase_receipt'
            when to_usage = 'supplier' then 'supplier_return'
            when to_usage = 'customer' then 'customer_delivery'
            when from_usage = 'customer' then 'customer_return'
            when to_usage = 'production' then 'production_consumption'
            when from_usage = 'production' then 'production_output'
            else 'adjustment'
        end as reason
    from placed
),

revaluations as (
    select
        layers.*,
        placed.reason as revalued_reason,
        placed.from_location_id,
        placed.to_location_id,
        placed.is_from_stock,
        placed.is_to_stock,
        placed.from_warehouse_id,
        placed.to_warehouse_id
    from layers
    left join layers as origins on origins.valuation_layer_id = layers.origin_layer_id
    left join reasoned as placed on placed.move_id = coalesce(layers.move_id, origins.move_id)
    where not layers.is_of_move
)

select
    placed.source_id, placed.move_id as stock_move_id, placed.company_id, placed.product_id as item_id, placed.moved_at,
    placed.reason,
    cast(null as {{ dbt.type_string() }}) as revalued_reason,
    placed.from_location_id, placed.to_location_id, placed.is_from_stock, placed.is_to_stock,
    placed.from_warehouse_id, placed.to_warehouse_id,
    'own' as owner,
    placed.quantity_stock_unit - coalesce(placed.consigned_quantity, 0) as quantity_stock_unit,
    cast(coalesce(move_values.value_company_currency, 0) as {{ dbt.type_numeric() }}) as value_company_currency,
    coalesce(actors.user_id, placed.mover_user_id) as mover_id
from reasoned as placed
left join {{ ref('int_odoo__transfer_actors') }} as actors on actors.picking_id = placed.picking_id
left join move_values on move_values.move_id = placed.move_id
where placed.consigned_quantity is null or placed.consigned_quantity < placed.quantity_stock_unit
union all
select
    source_id,
    -- a move of nothing else keeps its own key
    move_id || case when consigned_quantity < quantity_stock_unit then ':consigned' else '' end as stock_move_id,
    company_id, product_id, moved_at, reason, null, from_location_id, to_location_id, is_from_stock, is_to_stock,
    from_warehouse_id, to_warehouse_id, 'consigned' as owner, consigned_quantity, 0, mover_user_id
from reasoned
where consigned_quantity is not null
union all
select
    source_id,
    valuation_layer_id || ':value' as stock_move_id,
    company_id,
    product_id as item_id,
    valued_at as moved_at,
    'revaluation' as reason,
    revalued_reason,
    from_location_id, to_location_id,
    coalesce(is_from_stock, false) as is_from_stock,
    coalesce(is_to_stock, true) as is_to_stock,
    from_warehouse_id, to_warehouse_id,
    'own' as owner,
    cast(0 as {{ dbt.type_numeric() }}) as quantity_stock_unit,
    cast(value_company_currency as {{ dbt.type_numeric() }}) as value_company_currency,
    null as mover_id
from revaluations
