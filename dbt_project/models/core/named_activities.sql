select process, activity, name_zh, name_en
from {{ ref('activities') }}
union all
select events.process, events.activity, min(events.activity_zh) as name_zh, min(events.activity_en) as name_en
from {{ ref('event_log_events') }} as events
left join {{ ref('activities') }} as known
    on known.process = events.process and known.activity = events.activity
where known.activity is null
group by events.process, events.activity
