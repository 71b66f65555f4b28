{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as picking_type_id,
    code,
    {{ source_key(each, 'warehouse_id') }} as warehouse_id
from {{ raw(each, 'stock_picking_type') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
