{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as inventory_id,
    state,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'location') }} as location_id,
    date as inventory_date,
    empty_quantity,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'stock_inventory') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
