{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as review_id,
    model,
    res_id as document_number_in_source,
    {{ source_key(each, 'definition_id') }} as tier_definition_id,
    sequence,
    status,
    {{ source_key(each, 'requested_by') }} as requester_user_id,
    {{ source_key(each, 'done_by') }} as approver_user_id,
    {{ source_stamp(each, 'reviewed_date') }} as decided_at,
    {{ source_stamp(each, 'create_date') }} as created_at,
    _deleted_at as deleted_at
from {{ raw(each, 'tier_review') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
