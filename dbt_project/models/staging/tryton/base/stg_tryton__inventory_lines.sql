{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as inventory_line_id,
    {{ source_key(each, 'inventory') }} as inventory_id,
    {{ source_key(each, 'product') }} as product_id,
    quantity,
    expected_quantity
from {{ raw(each, 'stock_inventory_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
