-- A step is an event that decides. The request reached it with the submission or decision before it; a rejection ends a
-- round, whatever follows begins the next. Impossible stamps are none.
with moments as (
    select
        events.source_id,
        events.log,
        events.case_id,
        events.event_id,
        events.position,
        case when not events.is_impossible then events.occurred_at end as happened_at,
        events.resource,
        activities.is_submission,
        activities.decision,
        coalesce(activities.decision_role, events.role) as role,
        logs.document_type,
        logs.document_type_name_zh,
        logs.document_type_name_en
    from {{ ref('int_event_log__case_events') }} as events
    inner join {{ ref('stg_event_log__logs') }} as logs using (source_id, log)
    inner join {{ ref('stg_event_log__activities') }} as activities
        on activities.source_id = events.source_id and activities.log = events.log
        and activities.activity = events.activity
    where activities.is_submission or activities.decision is not null
),

rounds as (
    select
        *,
        1 + coalesce(sum(case when decision = 'rejected' then 1 else 0 end) over (
            partition by case_id order by position rows between unbounded preceding and 1 preceding
        ), 0) as round_number,
        lag(happened_at) over (partition by case_id order by position) as reached_at
    from moments
),

submitted as (
    select
        *,
        min(case when is_submission then happened_at end) over (
            partition by case_id, round_number order by position
        ) as submitted_at,
        first_value(case when is_submission then resource end ignore nulls) over (
            partition by case_id, round_number order by position
        ) as requester
    from rounds
)

select
    submitted.source_id,
    submitted.event_id || ':approval' as approval_id,
    submitted.document_type,
    submitted.case_id as document_id,
    submitted.round_number,
    row_number() over (partition by submitted.case_id, submitted.round_number order by submitted.position) as step_number,
    submitted.source_id || ':' || submitted.document_type || ':' || coalesce(submitted.role, submitted.document_type)
        as node,
    coalesce(roles.name_zh, roles.name_en, submitted.role, submitted.document_type_name_zh) as node_name_zh,
    coalesce(roles.name_en, roles.name_zh, submitted.role, submitted.document_type_name_en) as node_name_en,
    coalesce(roles.name_zh, roles.name_en, submitted.role) as approver_role_zh,
    coalesce(roles.name_en, roles.name_zh, submitted.role) as approver_role_en,
    submitted.source_id || ':' || submitted.resource as approver_id,
    submitted.source_id || ':' || submitted.requester as requester_id,
    submitted.submitted_at,
    submitted.reached_at as requested_at,
    submitted.happened_at as decided_at,
    submitted.decision,
    cast(null as timestamp) as withdrawn_at
from submitted
left join {{ ref('stg_event_log__roles') }} as roles
    on roles.source_id = submitted.source_id and roles.log = submitted.log and roles.role = submitted.role
where submitted.decision is not null
