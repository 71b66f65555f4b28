-- In a log a stage is the wait before an activity, named by it: from the event before to the beginning of this one, or to
-- its stamp where nobody noted the beginning. Cases that cannot be measured have none.
with events as (
    select
        events.*,
        lag(occurred_at) over (partition by case_id order by position) as previous_at
    from {{ ref('event_log_events') }} as events
),

waits as (
    select
        source_id,
        process,
        case_id,
        activity as stage,
        row_number() over (partition by case_id, activity order by position) as occurrence,
        company_id,
        department_id,
        actor_id,
        previous_at as entered_at,
        -- work that began before the event in front of it was over has not waited
        case when started_at < previous_at then previous_at else coalesce(started_at, occurred_at) end as left_at
    from events
    where position > 1
)

select waits.*, cases.outcome, cases.department_id as case_department_id
from waits
inner join {{ ref('logged_cases') }} as cases on cases.case_id = waits.case_id
where cases.exclusion_reason is null
