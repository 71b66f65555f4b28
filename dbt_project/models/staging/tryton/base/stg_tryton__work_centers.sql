{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_center_id,
    name as work_center_name
from {{ raw(each, 'production_work_center') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
