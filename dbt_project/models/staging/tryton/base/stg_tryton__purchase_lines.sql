{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_line_id,
    {{ source_key(each, 'purchase') }} as order_id,
    type as line_type,
    {{ source_key(each, 'product') }} as product_id,
    quantity,
    {{ source_key(each, 'unit') }} as unit_id,
    unit_price,
    case when delivery_date_edit then delivery_date_store end as delivery_date,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'purchase_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
