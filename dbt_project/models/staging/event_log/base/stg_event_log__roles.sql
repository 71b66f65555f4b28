{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    role,
    name_zh,
    name_en
from {{ raw(each, 'log_role') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
