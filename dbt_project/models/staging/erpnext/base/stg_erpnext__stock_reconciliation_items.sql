{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as stock_reconciliation_item_id,
    {{ source_key(each, "nullif(parent, '')") }} as stock_reconciliation_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    qty as counted_quantity_stock_unit,
    current_qty as book_quantity_stock_unit
from {{ raw(each, 'stock_reconciliation_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
