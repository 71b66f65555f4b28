{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    event_number,
    event_key,
    case_key,
    activity,
    recorded_as,
    coalesce(occurred_utc, {{ source_stamp(each, 'occurred_local') }}) as occurred_at,
    coalesce(started_utc, {{ source_stamp(each, 'started_local') }}) as started_at,
    lower(transition) as transition,
    instance,
    resource,
    role,
    department,
    try_cast(amount as decimal(28, 6)) as amount,
    currency,
    is_automatic,
    _extracted_at as extracted_at
from {{ raw(each, 'log_event') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
