with events as (
    select * from {{ ref('procure_to_pay_events') }}
    union all
    select * from {{ ref('order_to_cash_events') }}
)

select
    events.source_id,
    events.process,
    events.case_id,
    events.event_id,
    events.activity,
    activities.name_zh as activity_zh,
    activities.name_en as activity_en,
    events.occurred_at,
    events.started_at,
    false as is_impossible,
    events.actor_id,
    users.user_name as actor_name,
    users.department_id,
    coalesce(users.is_automatic, true) as is_automatic,
    events.amount_company_currency,
    activities.is_rework_if_repeated
from events
left join {{ ref('activities') }} as activities
    on activities.process = events.process and activities.activity = events.activity
left join {{ ref('users') }} as users on users.user_id = events.actor_id
union all
-- a log names its own activities
select
    logged.source_id,
    logged.process,
    logged.case_id,
    logged.event_id,
    logged.activity,
    logged.activity_zh,
    logged.activity_en,
    logged.occurred_at,
    logged.started_at,
    logged.is_impossible,
    logged.actor_id,
    users.user_name as actor_name,
    coalesce(logged.department_id, users.department_id) as department_id,
    logged.is_automatic,
    logged.amount_company_currency,
    logged.is_rework_if_repeated
from {{ ref('event_log_events') }} as logged
left join {{ ref('users') }} as users on users.user_id = logged.actor_id
