-- Goods take two steps into and out of a warehouse (input and output zones): the step over the company's border carries
-- the value, the other is a transfer. What comes from a supplier or a production is worth its price, everything else its
-- cost when it moved; an item with a fixed cost always that. A line that was counted and found right moves nothing and
-- stands as an entry of quantity 0.
with locations as (
    select * from {{ ref('int_tryton__locations') }}
),

placed as (
    select
        moves.*,
        stamps.moved_at,
        stamps.mover_id,
        origins.location_type as from_type,
        destinations.location_type as to_type,
        coalesce(origins.is_stock, false) as is_from_stock,
        coalesce(destinations.is_stock, false) as is_to_stock,
        origins.warehouse_id as from_warehouse_id,
        destinations.warehouse_id as to_warehouse_id,
        lines.is_opening,
        methods.cost_price_method,
        rates.company_currency_per_unit
    from {{ ref('stg_tryton__stock_moves') }} as moves
    inner join {{ ref('int_tryton__move_stamps') }} as stamps on stamps.move_id = moves.move_id
    left join locations as origins on origins.location_id = moves.from_location_id
    left join locations as destinations on destinations.location_id = moves.to_location_id
    left join {{ ref('int_tryton__counted_lines') }} as lines on lines.inventory_line_id = moves.inventory_line_id
    left join {{ ref('stg_tryton__products') }} as products on products.product_id = moves.product_id
    left join {{ ref('stg_tryton__cost_price_methods') }} as methods
        on methods.product_template_id = products.product_template_id and methods.company_id = moves.company_id
    left join {{ ref('int_tryton__document_rates') }} as rates
        on rates.document_kind = 'move' and rates.document_id = moves.move_id
),

valued as (
    select
        *,
        case
            when ('supplier' in (from_type, to_type) or from_type = 'production')
                and unit_price is not null and coalesce(cost_price_method, '') <> 'fixed'
            then quantity * unit_price * coalesce(company_currency_per_unit, 1.0)
            else quantity_stock_unit * cost_price
        end as worth
    from placed
)

select
    source_id,
    move_id as stock_move_id,
    company_id,
    product_id as item_id,
    moved_at,
    case
        when inventory_line_id is not null then case when is_opening then 'opening' else 'count' end
        when is_from_stock and is_to_stock then 'transfer'
        when from_type in ('supplier', 'drop') and to_type in ('customer', 'drop') then 'direct_delivery'
        when from_type = 'supplier' then 'purchase_receipt'
        when to_type = 'supplier' then 'supplier_return'
        when to_type = 'customer' then 'customer_delivery'
        when from_type = 'customer' then 'customer_return'
        when to_type = 'production' then 'production_consumption'
        when from_type = 'production' then 'production_output'
        else 'adjustment'
    end as reason,
    cast(null as {{ dbt.type_string() }}) as revalued_reason,
    from_location_id,
    to_location_id,
    is_from_stock,
    is_to_stock,
    from_warehouse_id,
    to_warehouse_id,
    'own' as owner,
    quantity_stock_unit,
    cast(case
        when is_to_stock and not is_from_stock then coalesce(worth, 0)
        when is_from_stock and not is_to_stock then -coalesce(worth, 0)
        else 0
    end as {{ dbt.type_numeric() }}) as value_company_currency,
    mover_id,
    purchase_line_id,
    sale_line_id,
    inventory_line_id,
    production_order_id,
    is_production_output,
    coalesce(shipment_id, source_id || ':' || 'stock.move,' || {{ dbt.split_part('move_id', "':'", 2) }}) as shipment_id,
    from_type,
    to_type
from valued
union all
select
    source_id,
    inventory_line_id || ':counted' as stock_move_id,
    company_id,
    product_id as item_id,
    counted_at as moved_at,
    'count' as reason,
    null as revalued_reason,
    location_id as from_location_id,
    location_id as to_location_id,
    true as is_from_stock,
    true as is_to_stock,
    warehouse_id as from_warehouse_id,
    warehouse_id as to_warehouse_id,
    'own' as owner,
    0 as quantity_stock_unit,
    0 as value_company_currency,
    counter_id as mover_id,
    null as purchase_line_id,
    null as sale_line_id,
    inventory_line_id,
    null as production_order_id,
    false as is_production_output,
    null as shipment_id,
    'storage' as from_type,
    'storage' as to_type
from {{ ref('int_tryton__counted_lines') }}
where is_counted and not is_opening and not is_moved
