{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as workflow_transition_id,
    {{ source_key(each, "nullif(parent, '')") }} as workflow_id,
    idx as transition_number,
    nullif(state, '') as state,
    nullif(next_state, '') as next_state,
    nullif(allowed, '') as role_name
from {{ raw(each, 'workflow_transition') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
