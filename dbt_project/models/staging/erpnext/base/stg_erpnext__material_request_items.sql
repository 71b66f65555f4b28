{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as material_request_item_id,
    {{ source_key(each, "nullif(parent, '')") }} as material_request_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    qty as quantity,
    stock_qty as quantity_stock_unit,
    schedule_date as needed_by_date,
    amount as estimated_cost_company_currency,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'material_request_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
