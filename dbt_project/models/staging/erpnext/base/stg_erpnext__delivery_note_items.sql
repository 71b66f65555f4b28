{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as delivery_line_id,
    {{ source_key(each, "nullif(parent, '')") }} as delivery_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    stock_qty as quantity_stock_unit,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    {{ source_key(each, "nullif(so_detail, '')") }} as order_line_id
from {{ raw(each, 'delivery_note_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
