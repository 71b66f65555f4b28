{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    activity,
    name_zh,
    name_en,
    may_repeat,
    is_start,
    outcome,
    is_submission,
    decision,
    decision_role
from {{ raw(each, 'log_activity') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
