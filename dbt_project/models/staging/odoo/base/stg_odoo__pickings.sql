{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as picking_id,
    name as picking_number,
    state,
    {{ source_key(each, 'picking_type_id') }} as picking_type_id,
    {{ source_key(each, 'backorder_id') }} as backorder_of_id,
    {{ source_key(each, 'user_id') }} as responsible_user_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_stamp(each, 'date_done') }} as done_at,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'stock_picking') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
