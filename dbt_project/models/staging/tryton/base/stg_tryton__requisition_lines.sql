{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as requisition_line_id,
    {{ source_key(each, 'requisition') }} as requisition_id,
    {{ source_key(each, 'product') }} as product_id,
    quantity,
    {{ source_key(each, 'unit') }} as unit_id,
    unit_price,
    {{ source_key(each, 'supplier') }} as supplier_party_id,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'purchase_requisition_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
