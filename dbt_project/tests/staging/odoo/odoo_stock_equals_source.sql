-- The balances of the last month are what the source itself adds up to by the run's "now", company by company and item
-- by item: the value of all valuation layers, and the quantity that completed moves brought into the stock and took out.
-- (Layers have quantities too, but none for what lay there before valuation was switched on.)
{{ config(meta={'dagster': {'ref': {'name': 'fct_inventory_months'}}}) }}
{%- set nothing = 'cast(0 as ' ~ dbt.type_numeric() ~ ')' %}

with in_source as (
    {%- for each in sources_of('odoo') %}
    -- a layer belongs to the moment of its move, or to its own where it has none
    select '{{ each.name }}' as source_id, {{ source_key(each, 'layers.company_id') }} as company_id,
        {{ source_key(each, 'layers.product_id') }} as item_id,
        sum(cast(layers.value as {{ dbt.type_numeric() }})) as value, {{ nothing }} as quantity
    from {{ raw(each, 'stock_valuation_layer') }} as layers
    left join {{ raw(each, 'stock_move') }} as moves on moves.id = layers.stock_move_id and moves._deleted_at is null
    where layers._deleted_at is null
        and {{ source_stamp(each, 'coalesce(moves.date, layers.create_date)') }} <= {{ as_of() }}
    group by layers.company_id, layers.product_id
    union all
    select '{{ each.name }}', {{ source_key(each, 'moves.company_id') }}, {{ source_key(each, 'moves.product_id') }},
        {{ nothing }}, cast(sum(
            moves.quantity * coalesce(stock_units.factor / nullif(units.factor, 0), 1.0)
            * (case when destination.usage = 'internal'
                    or (destination.usage = 'transit' and destination.company_id is not null) then 1 else 0 end
                - case when origin.usage = 'internal'
                    or (origin.usage = 'transit' and origin.company_id is not null) then 1 else 0 end)
        ) as {{ dbt.type_numeric() }})
    from {{ raw(each, 'stock_move') }} as moves
    left join {{ raw(each, 'stock_location') }} as origin on origin.id = moves.location_id
    left join {{ raw(each, 'stock_location') }} as destination on destination.id = moves.location_dest_id
    left join {{ raw(each, 'uom_uom') }} as units on units.id = moves.product_uom
    left join {{ raw(each, 'product_product') }} as products on products.id = moves.product_id
    left join {{ raw(each, 'product_template') }} as templates on templates.id = products.product_tmpl_id
    left join {{ raw(each, 'uom_uom') }} as stock_units on stock_units.id = templates.uom_id
    where moves._deleted_at is null and moves.state = 'done' and {{ source_stamp(each, 'moves.date') }} <= {{ as_of() }}
    group by moves.company_id, moves.product_id
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

in_warehouse as (
    select source_id, company_id, item_id, sum(closing_value_company_currency) as value,
        sum(closing_quantity_stock_unit) as quantity
    from {{ ref('fct_inventory_months') }}
    where month_start = (select max(month_start) from {{ ref('fct_inventory_months') }})
        and source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
    group by source_id, company_id, item_id
),

compared as (
    select source_id, company_id, item_id, value as value_in_source, quantity as quantity_in_source,
        {{ nothing }} as value_in_warehouse, {{ nothing }} as quantity_in_warehouse
    from in_source
    union all
    select source_id, company_id, item_id, {{ nothing }}, {{ nothing }}, value, quantity from in_warehouse
)

select source_id, company_id, item_id, sum(value_in_source) as value_in_source,
    sum(value_in_warehouse) as value_in_warehouse, sum(quantity_in_source) as quantity_in_source,
    sum(quantity_in_warehouse) as quantity_in_warehouse
from compared
group by source_id, company_id, item_id
having abs(sum(value_in_source) - sum(value_in_warehouse)) > 0.0001
    -- half of the smallest step of a unit is rounding
    or abs(sum(quantity_in_source) - sum(quantity_in_warehouse)) > 0.005
