{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as department_id,
    department_name,
    {{ source_key(each, "nullif(parent_department, '')") }} as parent_department_id,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    not coalesce(disabled, false) as is_active
from {{ raw(each, 'department') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
