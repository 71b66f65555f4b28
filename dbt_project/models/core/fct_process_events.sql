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
    events.actor_id,
    users.user_name as actor_name,
    users.department_id,
    coalesce(users.is_automatic, true) as is_automatic,
    events.amount_company_currency
from events
left join {{ ref('activities') }} as activities
    on activities.process = events.process and activities.activity = events.activity
left join {{ ref('users') }} as users on users.user_id = events.actor_id
