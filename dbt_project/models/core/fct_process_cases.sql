with cases as (
    select source_id, 'procure_to_pay' as process, case_id, document_number, outcome, company_id, department_id,
        warehouse_id, item_id, partner_id, amount_company_currency
    from {{ ref('procure_to_pay_cases') }}
    union all
    select source_id, 'order_to_cash' as process, case_id, document_number, outcome, company_id, department_id,
        warehouse_id, item_id, partner_id, amount_company_currency
    from {{ ref('order_to_cash_cases') }}
),

ordered_events as (
    select
        events.*,
        activities.is_rework_if_repeated,
        row_number() over (
            partition by events.case_id, events.activity order by events.occurred_at, events.event_id
        ) as occurrence
    from {{ ref('fct_process_events') }} as events
    inner join {{ ref('activities') }} as activities
        on activities.process = events.process and activities.activity = events.activity
),

paths as (
    select
        case_id,
        min(occurred_at) as started_at,
        max(occurred_at) as last_event_at,
        count(*) as event_count,
        max(case when is_rework_if_repeated then occurrence else 1 end) > 1 as has_rework,
        {{ dbt.listagg('activity', "'>'", 'order by occurred_at, event_id') }} as path
    from ordered_events
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
)

select
    bounded.source_id,
    bounded.process,
    bounded.case_id,
    bounded.document_number,
    bounded.started_at,
    bounded.ended_at,
    bounded.outcome = 'open' as is_open,
    bounded.outcome,
    {{ hours_between('bounded.started_at', 'bounded.measured_to') }} as throughput_hours,
    {{ working_hours_between(
        working_position('start_day', 'bounded.started_at'), working_position('end_day', 'bounded.measured_to'),
        'bounded.started_at', 'bounded.measured_to'
    ) }} as throughput_working_hours,
    {{ dbt.hash('bounded.path') }} as variant_id,
    bounded.event_count,
    bounded.has_rework,
    bounded.company_id,
    bounded.department_id,
    bounded.warehouse_id,
    bounded.item_id,
    bounded.partner_id,
    bounded.amount_company_currency
from bounded
{{ join_working_day('start_day', 'bounded.started_at') }}
{{ join_working_day('end_day', 'bounded.measured_to') }}
