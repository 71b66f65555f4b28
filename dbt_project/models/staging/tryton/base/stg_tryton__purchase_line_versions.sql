{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, '__id') }} as version_id,
    {{ source_key(each, 'id') }} as order_line_id,
    __id as version_number,
    {{ source_stamp(each, 'coalesce(write_date, create_date)') }} as valid_from,
    {{ source_key(each, 'coalesce(write_uid, create_uid)') }} as user_id,
    create_date is null as is_deletion,
    {{ source_key(each, 'product') }} as product_id,
    quantity,
    unit_price,
    case when delivery_date_edit then delivery_date_store end as delivery_date
from {{ raw(each, 'purchase_line__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
