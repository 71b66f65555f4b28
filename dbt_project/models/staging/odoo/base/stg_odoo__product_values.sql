{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_value_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'lot_id') }} as lot_id,
    {{ source_key(each, 'move_id') }} as move_id,
    value,
    {{ source_stamp(each, 'date') }} as set_at,
    id as number_in_source
from {{ raw(each, 'product_value') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
