-- Cases that event logs tell of. What cannot be measured says why: a stamp that cannot be true, stamps that run against
-- the order of the events, a log that begins in the middle of the case.
with events as (
    select
        events.*,
        lag(occurred_at) over (partition by case_id order by position) as previous_at,
        row_number() over (partition by case_id order by position desc) as position_from_end
    from {{ ref('event_log_events') }} as events
),

cases as (
    select
        source_id,
        process,
        case_id,
        min(case_number) as case_number,
        min(company_id) as company_id,
        coalesce(max(case when position = 1 then department_id end), min(department_id)) as department_id,
        max(amount_company_currency) as amount_company_currency,
        min(case when not is_impossible then least(coalesce(started_at, occurred_at), occurred_at) end) as created_at,
        coalesce(max(case when position_from_end = 1 then outcome_if_last end), 'open') as outcome,
        max(case when is_impossible then 1 else 0 end) = 1 as has_impossible_date,
        max(case when occurred_at < previous_at or started_at > occurred_at then 1 else 0 end) = 1 as is_out_of_order,
        max(case when position = 1 and not may_begin_case then 1 else 0 end) = 1 as lacks_its_beginning
    from events
    group by source_id, process, case_id
)

select
    cases.source_id,
    cases.process,
    cases.case_id,
    cases.case_number as document_number,
    processes.document_type,
    cases.outcome,
    cases.company_id,
    cases.department_id,
    cases.amount_company_currency,
    cases.created_at,
    case
        when cases.has_impossible_date then 'impossible_date'
        when cases.is_out_of_order then 'events_out_of_order'
        when cases.lacks_its_beginning then 'start_not_recorded'
    end as exclusion_reason
from cases
left join {{ ref('event_log_processes') }} as processes
    on processes.source_id = cases.source_id and processes.process = cases.process
