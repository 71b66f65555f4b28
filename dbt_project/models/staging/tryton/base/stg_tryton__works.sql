{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as production_operation_id,
    id as work_number,
    {{ source_key(each, 'production') }} as production_order_id,
    sequence,
    {{ source_key(each, 'operation') }} as operation_id,
    {{ source_key(each, 'work_center') }} as work_center_id,
    state,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'production_work') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
