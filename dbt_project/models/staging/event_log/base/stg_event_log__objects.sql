{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    object_id,
    object_type
from {{ raw(each, 'log_object') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
