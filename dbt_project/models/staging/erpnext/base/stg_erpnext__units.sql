{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as unit_id,
    name as unit_name,
    coalesce(must_be_whole_number, false) as is_whole_number
from {{ raw(each, 'uom') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
