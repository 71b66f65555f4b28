{#- a case passes through many hands: its warehouse is only where some of its stages are at work #}
{%- set schedule = schedule_of('bounded.company_id', 'bounded.department_id') %}

with cases as (
    select source_id, 'procure_to_pay' as process, case_id, document_number, outcome, company_id, department_id,
        warehouse_id, item_id, partner_id, amount_company_currency, null as exclusion_reason, false as is_logged
    from {{ ref('procure_to_pay_cases') }}
    union all
    select source_id, 'order_to_cash' as process, case_id, document_number, outcome, company_id, department_id,
        warehouse_id, item_id, partner_id, amount_company_currency, null as exclusion_reason, false as is_logged
    from {{ ref('order_to_cash_cases') }}
    union all
    select source_id, process, case_id, document_number, outcome, company_id, department_id,
        null as warehouse_id, null as item_id, null as partner_id, amount_company_currency, exclusion_reason,
        true as is_logged
    from {{ ref('logged_cases') }}
),

-- numbered first: lists of numbers and names fit into memory where lists of moments and keys do not
numbered as (
    select case_id, activity, started_at, occurred_at, is_impossible, is_rework_if_repeated,
        row_number() over (partition by case_id order by occurred_at, event_id) as event_number
    from {{ ref('fct_process_events') }}
),

paths as (
    select
        case_id,
        -- a case begins with the beginning of its first work, where somebody noted it
        min(case when not is_impossible then least(coalesce(started_at, occurred_at), occurred_at) end) as started_at,
        max(case when not is_impossible then occurred_at end) as last_event_at,
        count(*) as event_count,
        count(case when is_rework_if_repeated then activity end)
            > count(distinct case when is_rework_if_repeated then activity end) as has_rework,
        {{ joined_in_order('activity', 'event_number', '>') }} as path
    from numbered
    group by case_id
),

bounded as (
    select
        cases.*,
        paths.started_at,
        case when cases.outcome <> 'open' then paths.last_event_at end as ended_at,
        coalesce(case when cases.outcome <> 'open' then paths.last_event_at end, {{ as_of() }}) as measured_to,
        paths.event_count,
        paths.has_rework,
        paths.path
    from cases
    inner join paths on paths.case_id = cases.case_id
),

measured as (
    select
        bounded.*,
        {{ schedule }} as schedule_id,
        {{ hours_between('bounded.started_at', 'bounded.measured_to') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('start_day', 'bounded.started_at'), working_position('end_day', 'bounded.measured_to'),
            'bounded.started_at', 'bounded.measured_to'
        ) }} as working_hours
    from bounded
    {{ join_working_day('start_day', 'bounded.started_at', schedule) }}
    {{ join_working_day('end_day', 'bounded.measured_to', schedule) }}
),

judged as (
    select
        *,
        case
            when exclusion_reason is not null then exclusion_reason
            when is_logged and working_hours is null then 'outside_calendar'
        end as reason
    from measured
)

select
    source_id,
    process,
    case_id,
    document_number,
    started_at,
    ended_at,
    outcome = 'open' as is_open,
    outcome,
    reason as exclusion_reason,
    case when reason is null then elapsed_hours end as throughput_hours,
    case when reason is null then working_hours end as throughput_working_hours,
    schedule_id,
    {{ dbt.hash('path') }} as variant_id,
    event_count,
    has_rework,
    company_id,
    department_id,
    warehouse_id,
    item_id,
    partner_id,
    amount_company_currency
from judged
