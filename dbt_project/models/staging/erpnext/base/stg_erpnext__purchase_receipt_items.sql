{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as receipt_line_id,
    {{ source_key(each, "nullif(parent, '')") }} as receipt_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    coalesce(nullif(received_qty, 0), qty) * coalesce(nullif(conversion_factor, 0), 1.0) as quantity_stock_unit,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    {{ source_key(each, "nullif(purchase_order_item, '')") }} as order_line_id
from {{ raw(each, 'purchase_receipt_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
