{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as employee_id,
    name as employee_name,
    {{ source_key(each, 'user_id') }} as user_id,
    {{ source_key(each, 'department_id') }} as department_id,
    {{ source_key(each, 'current_version_id') }} as current_version_id,
    {{ source_key(each, 'company_id') }} as company_id,
    coalesce(active, true) as is_active
from {{ raw(each, 'hr_employee') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
