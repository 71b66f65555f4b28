{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as location_id,
    complete_name as location_name,
    usage,
    {{ source_key(each, 'warehouse_id') }} as warehouse_id,
    {{ source_key(each, 'company_id') }} as company_id,
    coalesce(scrap_location, false) as is_scrap
from {{ raw(each, 'stock_location') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
