{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as bin_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    actual_qty as quantity_stock_unit,
    stock_value as value_company_currency
from {{ raw(each, 'bin') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
