{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as user_id,
    name as login,
    full_name as user_name,
    coalesce(enabled, false) as is_active,
    coalesce(user_type, '') = 'Website User' as is_external,
    name = 'Administrator' as is_automatic
from {{ raw(each, 'user') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
