{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as warehouse_id,
    name as warehouse_code,
    warehouse_name,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    not coalesce(disabled, false) as is_active
from {{ raw(each, 'warehouse') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
