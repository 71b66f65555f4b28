-- What was made and what was scrapped of it is what the completed moves of the source add up to, company by company and
-- item by item, and what was planned is what the orders say: by-products and components are no output.
{{ config(meta={'dagster': {'ref': {'name': 'production_orders'}}}) }}
{%- set in_unit = "coalesce(case when units.relative_factor is null then stock_units.factor / nullif(units.factor, 0)"
    ~ " else units.factor / nullif(stock_units.factor, 0) end, 1.0)" %}
{%- set is_scrap = "(coalesce(moves.scrapped, false) or moves.scrap_id is not null)" %}

with in_source as (
    {%- for each in sources_of('odoo') %}
    {%- for unit, planned, put_out, scrapped, from_moves in [
        ('orders.product_uom_id', 'orders.product_qty', '0', '0', false),
        ('moves.product_uom', '0', 'moves.quantity * case when ' ~ is_scrap ~ ' then -1 else 1 end',
            'case when ' ~ is_scrap ~ ' then moves.quantity else 0 end', true),
    ] %}
    select '{{ each.name }}' as source_id, {{ source_key(each, 'orders.company_id') }} as company_id,
        {{ source_key(each, 'orders.product_id') }} as item_id,
        {%- for quantity, name in [(planned, 'planned'), (put_out, 'good'), (scrapped, 'scrapped')] %}
        cast({{ quantity }} * {{ in_unit }} as {{ dbt.type_numeric() }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ raw(each, 'mrp_production') }} as orders
    {%- if from_moves %}
    inner join {{ raw(each, 'stock_move') }} as moves
        on moves.production_id = orders.id and moves.product_id = orders.product_id
        and moves.state = 'done' and moves._deleted_at is null
    {%- endif %}
    left join {{ raw(each, 'uom_uom') }} as units on units.id = {{ unit }}
    left join {{ raw(each, 'product_product') }} as products on products.id = orders.product_id
    left join {{ raw(each, 'product_template') }} as templates on templates.id = products.product_tmpl_id
    left join {{ raw(each, 'uom_uom') }} as stock_units on stock_units.id = templates.uom_id
    where orders._deleted_at is null
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

compared as (
    select source_id, {{ counting_company('company_id') }} as company_id,
        {{ counting_id('items', 'in_source.item_id') }} as item_id, planned, good, scrapped
    from in_source
    union all
    select source_id, company_id, item_id, -quantity_planned_stock_unit, -quantity_good_stock_unit,
        -quantity_scrapped_stock_unit
    from {{ ref('production_orders') }}
    where source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
)

select source_id, company_id, item_id, sum(planned) as planned, sum(good) as good, sum(scrapped) as scrapped
from compared
group by source_id, company_id, item_id
having abs(sum(planned)) > 0.0001 or abs(sum(good)) > 0.0001 or abs(sum(scrapped)) > 0.0001
