{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as user_id,
    login,
    name as user_name,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'employee') }} as employee_id,
    coalesce(active, true) as is_active,
    id = 0 as is_automatic
from {{ raw(each, 'res_user') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
