{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as department_id,
    {{ translated('name', 'zh_CN') }} as department_name_zh,
    {{ translated('name', 'en_US') }} as department_name_en,
    {{ source_key(each, 'parent_id') }} as parent_department_id,
    {{ source_key(each, 'company_id') }} as company_id,
    coalesce(active, true) as is_active
from {{ raw(each, 'hr_department') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
