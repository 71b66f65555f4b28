{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as operation_id,
    name as operation_name
from {{ raw(each, 'production_routing_operation') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
