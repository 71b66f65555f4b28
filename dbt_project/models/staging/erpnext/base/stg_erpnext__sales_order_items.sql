{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as order_line_id,
    {{ source_key(each, "nullif(parent, '')") }} as order_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    qty as quantity,
    stock_qty as quantity_stock_unit,
    net_amount as amount_document_currency,
    base_net_amount as amount_company_currency,
    {{ source_stamp(each, end_of_day('delivery_date')) }} as promised_at,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'sales_order_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
