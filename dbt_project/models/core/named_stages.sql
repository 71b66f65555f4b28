-- Stages of logs stand in the order in which cases usually come to them.
with waited as (
    select stages.process, stages.stage, avg(events.position) as usual_position
    from {{ ref('logged_stages') }} as stages
    inner join {{ ref('event_log_events') }} as events
        on events.case_id = stages.case_id and events.activity = stages.stage
    left join {{ ref('stages') }} as known on known.process = stages.process and known.stage = stages.stage
    where known.stage is null
    group by stages.process, stages.stage
)

select process, stage, position, name_zh, name_en
from {{ ref('stages') }}
union all
select
    waited.process,
    waited.stage,
    100 + row_number() over (partition by waited.process order by waited.usual_position, waited.stage) as position,
    activities.name_zh,
    activities.name_en
from waited
inner join {{ ref('named_activities') }} as activities
    on activities.process = waited.process and activities.activity = waited.stage
