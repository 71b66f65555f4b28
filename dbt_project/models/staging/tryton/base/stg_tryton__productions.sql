{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as production_order_id,
    number as document_number,
    state,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'warehouse') }} as warehouse_id,
    {{ source_key(each, 'product') }} as product_id,
    quantity,
    {{ source_key(each, 'unit') }} as unit_id,
    planned_start_date,
    planned_date as planned_end_date,
    effective_start_date,
    effective_date as effective_end_date,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'production') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
