{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as period_balance_id,
    {{ source_key(each, 'period') }} as stock_period_id,
    {{ source_key(each, 'location') }} as location_id,
    {{ source_key(each, 'product') }} as product_id,
    internal_quantity as quantity_stock_unit
from {{ raw(each, 'stock_period_cache') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
