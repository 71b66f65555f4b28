{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as workflow_action_id,
    reference_doctype as doctype,
    {{ source_key(each, "nullif(reference_name, '')") }} as document_id,
    coalesce(status, '') = 'Open' as is_open,
    workflow_state
from {{ raw(each, 'workflow_action') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
