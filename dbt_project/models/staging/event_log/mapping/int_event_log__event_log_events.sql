-- What an activity means in its process is the mapping's word; without any, every case is taken for finished.
select
    events.source_id,
    events.process,
    events.case_id,
    events.case_key as case_number,
    events.event_id,
    events.position,
    events.activity,
    coalesce(activities.name_zh, activities.name_en, events.activity) as activity_zh,
    coalesce(activities.name_en, activities.name_zh, events.activity) as activity_en,
    events.occurred_at,
    events.started_at,
    events.recorded_as,
    events.is_impossible,
    events.source_id || ':' || events.resource as actor_id,
    events.role as actor_role,
    events.source_id || ':' || events.department as department_id,
    case when logs.company_name is not null then events.source_id || ':company' end as company_id,
    events.is_automatic,
    coalesce(events.currency, logs.amount_currency, logs.company_currency) as document_currency,
    events.amount as amount_document_currency,
    case when coalesce(events.currency, logs.amount_currency, logs.company_currency) = logs.company_currency
        then events.amount end as amount_company_currency,
    not coalesce(activities.may_repeat, false) as is_rework_if_repeated,
    not logs.has_starts or coalesce(activities.is_start, false) as may_begin_case,
    case when logs.has_ends then activities.outcome else 'completed' end as outcome_if_last
from {{ ref('int_event_log__case_events') }} as events
inner join {{ ref('stg_event_log__logs') }} as logs using (source_id, log)
left join {{ ref('stg_event_log__activities') }} as activities
    on activities.source_id = events.source_id and activities.log = events.log
    and activities.activity = events.activity
