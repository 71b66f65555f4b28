{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    event_key,
    object_id,
    qualifier
from {{ raw(each, 'log_relation') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
