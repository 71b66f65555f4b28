{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as employee_version_id,
    {{ source_key(each, 'employee_id') }} as employee_id,
    {{ source_key(each, 'department_id') }} as department_id
from {{ raw(each, 'hr_version') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
