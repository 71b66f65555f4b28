{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as workflow_id,
    document_type as doctype,
    coalesce(is_active, false) as is_active
from {{ raw(each, 'workflow') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
