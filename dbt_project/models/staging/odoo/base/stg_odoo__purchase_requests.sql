{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as requisition_id,
    name as requisition_number,
    state,
    {{ source_key(each, 'requested_by') }} as requester_user_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'picking_type_id') }} as picking_type_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'purchase_request') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
