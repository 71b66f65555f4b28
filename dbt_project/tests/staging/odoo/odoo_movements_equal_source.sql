-- Every completed move of the source is a stock move, a receipt or a delivery, or one of the steps inside the company
-- that are neither. A move whose place is unknown counts here as the receipt or delivery that its order says it is.
{{ config(meta={'dagster': {'ref': {'name': 'stock_moves'}}}) }}

with moves as (
    {%- for each in sources_of('odoo') %}
    select
        '{{ each.name }}' as source_id,
        -- with an order or without one
        coalesce(origin.usage, '') = 'supplier' and coalesce(destination.usage, '') <> 'supplier' as is_receipt,
        coalesce(destination.usage, '') = 'supplier' and coalesce(origin.usage, '') <> 'supplier' as is_supplier_return,
        moves.sale_line_id is not null
            and coalesce(destination.usage, '') = 'customer' and coalesce(origin.usage, '') <> 'customer' as is_delivery,
        moves.sale_line_id is not null
            and coalesce(origin.usage, '') = 'customer' and coalesce(destination.usage, '') <> 'customer'
            as is_customer_return
    from {{ raw(each, 'stock_move') }} as moves
    left join {{ raw(each, 'stock_location') }} as origin
        on origin.id = moves.location_id and origin._deleted_at is null
    left join {{ raw(each, 'stock_location') }} as destination
        on destination.id = moves.location_dest_id and destination._deleted_at is null
    where moves._deleted_at is null and moves.state = 'done'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- a layer without a quantity is an entry of its own as well, whether it names a move or not; so is a price that somebody
-- set, where there are no layers (19)
layers_without_move as (
    {%- for each in sources_of('odoo') %}
    select '{{ each.name }}' as source_id
    from {{ raw(each, 'stock_valuation_layer') }} as layers
    left join {{ raw(each, 'stock_move') }} as moves
        on moves.id = layers.stock_move_id and moves._deleted_at is null and moves.state = 'done'
    where layers._deleted_at is null and (moves.id is null or coalesce(layers.quantity, 0) = 0)
    union all
    select '{{ each.name }}'
    from {{ raw(each, 'product_value') }}
    where _deleted_at is null and move_id is null and lot_id is null and product_id is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

in_source as (
    select source_id, 'stock_moves' as entity, false as is_return, count(*) as row_count
    from (select source_id from moves union all select source_id from layers_without_move) as entries
    group by source_id
    {%- for entity, is_return, flag in [
        ('goods_receipt_lines', 'false', 'is_receipt'),
        ('goods_receipt_lines', 'true', 'is_supplier_return'),
        ('delivery_lines', 'false', 'is_delivery'),
        ('delivery_lines', 'true', 'is_customer_return'),
    ] %}
    union all
    select source_id, '{{ entity }}', {{ is_return }}, count(*) from moves where {{ flag }} group by source_id
    {%- endfor %}
),

in_warehouse as (
    select source_id, 'stock_moves' as entity, false as is_return, count(*) as row_count
    from {{ ref('stock_moves') }}
    group by source_id
    union all
    select source_id, 'goods_receipt_lines', is_return, count(*) from {{ ref('goods_receipt_lines') }}
    group by source_id, is_return
    union all
    select source_id, 'delivery_lines', is_return, count(*) from {{ ref('delivery_lines') }}
    group by source_id, is_return
)

select
    coalesce(in_source.source_id, in_warehouse.source_id) as source_id,
    coalesce(in_source.entity, in_warehouse.entity) as entity,
    coalesce(in_source.is_return, in_warehouse.is_return) as is_return,
    in_source.row_count as rows_in_source,
    in_warehouse.row_count as rows_in_warehouse
from in_source
full outer join (
    select * from in_warehouse
    where source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
) as in_warehouse
    on in_warehouse.source_id = in_source.source_id
    and in_warehouse.entity = in_source.entity
    and in_warehouse.is_return = in_source.is_return
where coalesce(in_source.row_count, 0) <> coalesce(in_warehouse.row_count, 0)
