{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as activity_log_id,
    {{ source_key(each, "nullif(user, '')") }} as user_id,
    operation,
    status,
    {{ source_stamp(each, 'creation') }} as occurred_at
from {{ raw(each, 'activity_log') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
