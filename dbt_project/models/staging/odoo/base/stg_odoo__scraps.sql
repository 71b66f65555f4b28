{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as scrap_id,
    state,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom_id') }} as unit_id,
    scrap_qty as quantity,
    {{ source_key(each, 'production_id') }} as production_order_id,
    {{ source_key(each, 'workorder_id') }} as work_order_id
from {{ raw(each, 'stock_scrap') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
