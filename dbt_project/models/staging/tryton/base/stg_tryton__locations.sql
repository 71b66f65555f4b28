{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as location_id,
    name as location_name,
    code as location_code,
    type as location_type,
    "left" as nested_left,
    "right" as nested_right,
    coalesce(active, true) as is_active
from {{ raw(each, 'stock_location') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
