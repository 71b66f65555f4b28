-- What every month added to the balances is what the source itself adds up to, company by company and item by item: the
-- value of its valuation layers, and the quantity that completed moves brought into the stock and took out. A layer with
-- a quantity counts when its move was done, one without when it was written; what lies before the calendar counts in the
-- first month. (Layers have quantities too, but none for what lay there before valuation was switched on.) Where there are
-- no layers (19) the moves have their value, and an item whose price somebody set is left out: of that, only the price is
-- kept.
{{ config(meta={'dagster': {'ref': {'name': 'fct_inventory_months'}}}) }}
{%- set nothing = 'cast(0 as ' ~ dbt.type_numeric() ~ ')' %}

with in_source as (
    {%- for each in sources_of('odoo') %}
    select '{{ each.name }}' as source_id, {{ source_key(each, 'layers.company_id') }} as company_id,
        {{ source_key(each, 'layers.product_id') }} as item_id,
        case when layers.quantity <> 0 then {{ source_stamp(each, 'coalesce(moves.date, layers.create_date)') }}
            else {{ source_stamp(each, 'layers.create_date') }} end as changed_at,
        cast(layers.value as {{ dbt.type_numeric() }}) as value, {{ nothing }} as quantity
    from {{ raw(each, 'stock_valuation_layer') }} as layers
    left join {{ raw(each, 'stock_move') }} as moves
        on moves.id = layers.stock_move_id and moves._deleted_at is null and moves.state = 'done'
    where layers._deleted_at is null
    union all
    select '{{ each.name }}', {{ source_key(each, 'moves.company_id') }}, {{ source_key(each, 'moves.product_id') }},
        {{ source_stamp(each, 'moves.date') }}, cast(
            case when moves.is_in then moves.value when moves.is_out then -abs(moves.value) else 0 end
        as {{ dbt.type_numeric() }}), cast(
            moves.quantity * coalesce(
                case when units.relative_factor is null then stock_units.factor / nullif(units.factor, 0)
                    else units.factor / nullif(stock_units.factor, 0) end,
            1.0)
            * (case when destination.usage = 'internal'
                    or (destination.usage = 'transit' and destination.company_id is not null) then 1 else 0 end
                - case when origin.usage = 'internal'
                    or (origin.usage = 'transit' and origin.company_id is not null) then 1 else 0 end)
        as {{ dbt.type_numeric() }})
    from {{ raw(each, 'stock_move') }} as moves
    left join {{ raw(each, 'stock_location') }} as origin on origin.id = moves.location_id
    left join {{ raw(each, 'stock_location') }} as destination on destination.id = moves.location_dest_id
    left join {{ raw(each, 'uom_uom') }} as units on units.id = moves.product_uom
    left join {{ raw(each, 'product_product') }} as products on products.id = moves.product_id
    left join {{ raw(each, 'product_template') }} as templates on templates.id = products.product_tmpl_id
    left join {{ raw(each, 'uom_uom') }} as stock_units on stock_units.id = templates.uom_id
    where moves._deleted_at is null and moves.state = 'done'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

priced_by_hand as (
    {%- for each in sources_of('odoo') %}
    select distinct {{ source_key(each, 'product_id') }} as item_id
    from {{ raw(each, 'product_value') }}
    where move_id is null and lot_id is null and product_id is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

in_warehouse as (
    select source_id, company_id, item_id, month_start, sum(closing_value_company_currency) as value,
        sum(closing_quantity_stock_unit) as quantity
    from {{ ref('fct_inventory_months') }}
    where source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
    group by source_id, company_id, item_id, month_start
),

compared as (
    select {{ counting_source_id('source_id', counting_company('company_id')) }} as source_id,
        {{ counting_company('company_id') }} as company_id, {{ counting_id('items', 'in_source.item_id') }} as item_id,
        cast({{ dbt.date_trunc('month', 'greatest(' ~ local_date('changed_at')
            ~ ', (select min(calendar_date) from ' ~ ref('dim_working_days') ~ '))') }} as date) as month_start,
        value as value_in_source, quantity as quantity_in_source,
        {{ nothing }} as value_in_warehouse, {{ nothing }} as quantity_in_warehouse
    from in_source
    where changed_at <= {{ as_of() }} and item_id not in (select item_id from priced_by_hand)
    union all
    select source_id, company_id, item_id, month_start, {{ nothing }}, {{ nothing }},
        value - coalesce(lag(value) over (partition by company_id, item_id order by month_start), 0),
        quantity - coalesce(lag(quantity) over (partition by company_id, item_id order by month_start), 0)
    from in_warehouse
    where item_id not in (select item_id from priced_by_hand)
)

select source_id, company_id, item_id, month_start, sum(value_in_source) as value_in_source,
    sum(value_in_warehouse) as value_in_warehouse, sum(quantity_in_source) as quantity_in_source,
    sum(quantity_in_warehouse) as quantity_in_warehouse
from compared
group by source_id, company_id, item_id, month_start
having abs(sum(value_in_source) - sum(value_in_warehouse)) > 0.0001
    -- half of the smallest step of a unit is rounding
    or abs(sum(quantity_in_source) - sum(quantity_in_warehouse)) > 0.005
