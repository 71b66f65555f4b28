{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as warehouse_id,
    code as warehouse_code,
    name as warehouse_name,
    {{ source_key(each, 'company_id') }} as company_id,
    coalesce(active, true) as is_active
from {{ raw(each, 'stock_warehouse') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
