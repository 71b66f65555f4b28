-- Events as each case saw them: those of an object-centric log once for every object that is a case, start and complete
-- of one activity as one event, steps of its life that are neither (schedule, assign, suspend …) as none. What lies after
-- the run's "now" has not happened yet; a stamp that cannot be read, lies before the log's earliest date or after the
-- last moment it can know of is impossible.
with log_events as (
    select
        events.*,
        logs.process,
        logs.is_ordered,
        logs.earliest_date,
        -- the first moment after the log
        coalesce({{ dbt.dateadd('day', 1, 'logs.latest_date') }}, events.extracted_at) as written_until,
        logs.case_object_type
    from {{ ref('stg_event_log__events') }} as events
    inner join {{ ref('stg_event_log__logs') }} as logs using (source_id, log)
),

touched as (
    select distinct relations.source_id, relations.log, relations.event_key, relations.object_id, objects.object_type
    from {{ ref('stg_event_log__relations') }} as relations
    inner join {{ ref('stg_event_log__objects') }} as objects using (source_id, log, object_id)
),

seen as (
    select log_events.* replace (touched.object_id as case_key)
    from log_events
    inner join touched
        on touched.source_id = log_events.source_id and touched.log = log_events.log
        and touched.event_key = log_events.event_key and touched.object_type = log_events.case_object_type
    where log_events.case_object_type is not null
    union all
    select * from log_events where case_object_type is null
),

placed as (
    select
        *,
        source_id || ':' || process || ':' || case_key as case_id,
        coalesce(transition, 'complete') = 'start' as is_start_event,
        row_number() over (
            partition by source_id, process, case_key
            order by case when not is_ordered then occurred_at end nulls last, log, event_number
        ) as place
    from seen
    where coalesce(transition, 'complete') not in ('schedule', 'assign', 'reassign', 'suspend', 'resume')
        and (occurred_at is null or occurred_at <= {{ as_of() }} or occurred_at >= written_until)
),

-- a complete that no open start precedes lowers the balance of the two to a depth it never had
balanced as (
    select
        *,
        least(0, min(balance) over (partition by case_id, activity, instance order by place)) as missing_starts
    from (
        select
            *,
            sum(case when is_start_event then 1 else -1 end) over (
                partition by case_id, activity, instance order by place
            ) as balance,
            row_number() over (partition by case_id, activity, instance, is_start_event order by place) as occurrence
        from placed
    )
),

ranked as (
    select
        *,
        -- the first start belongs to the first complete that has one
        case
            when is_start_event then occurrence
            when missing_starts = coalesce(
                lag(missing_starts) over (partition by case_id, activity, instance order by place), 0
            ) then occurrence + missing_starts
        end as pair
    from balanced
),

paired as (
    select
        completes.* replace (coalesce(completes.started_at, starts.occurred_at) as started_at)
    from ranked as completes
    left join ranked as starts
        on starts.case_id = completes.case_id and starts.activity = completes.activity
        and starts.instance is not distinct from completes.instance
        and starts.is_start_event and starts.pair = completes.pair
    where not completes.is_start_event
    union all
    -- begun and not finished
    select starts.* replace (starts.occurred_at as started_at)
    from ranked as starts
    anti join ranked as completes
        on starts.case_id = completes.case_id and starts.activity = completes.activity
        and starts.instance is not distinct from completes.instance
        and not completes.is_start_event and starts.pair = completes.pair
    where starts.is_start_event
)

select
    source_id,
    log,
    process,
    case_id,
    case_key,
    case_id || ':' || format('{:06d}', row_number() over (partition by case_id order by place)) as event_id,
    row_number() over (partition by case_id order by place) as position,
    event_key,
    activity,
    occurred_at,
    started_at,
    occurred_at is null or occurred_at < earliest_date or occurred_at >= written_until
        or coalesce(started_at < earliest_date, false) as is_impossible,
    recorded_as,
    resource,
    role,
    department,
    amount,
    currency,
    is_automatic
from paired
