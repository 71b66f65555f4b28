{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as employee_id,
    employee_name,
    {{ source_key(each, "nullif(user_id, '')") }} as user_id,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_key(each, "nullif(department, '')") }} as department_id,
    coalesce(status, 'Active') = 'Active' as is_active
from {{ raw(each, 'employee') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
