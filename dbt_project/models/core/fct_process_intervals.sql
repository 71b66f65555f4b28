-- A case as a whole (stage '*') and each stage it was in, from when it was entered to when it was left: finished, given up
-- with the cancelled case, or not yet. What cannot be placed in time stands in the exclusions and not here.
with cases as (
    select * from {{ ref('fct_process_cases') }} where exclusion_reason is null and started_at is not null
),

stages as (
    select * from {{ ref('fct_stage_durations') }} where is_open or is_abandoned or elapsed_hours is not null
),

-- a stage that was never finished was left when its case was: with the last event of it
abandoned as (
    select
        stages.*,
        case when cases.ended_at > stages.entered_at then cases.ended_at else stages.entered_at end as abandoned_at
    from stages
    inner join {{ ref('fct_process_cases') }} as cases on cases.case_id = stages.case_id
    where stages.is_abandoned
),

united as (
    select
        source_id, process, '*' as stage, case_id, 1 as occurrence, company_id, department_id, schedule_id,
        started_at as entered_at,
        ended_at as left_at,
        case outcome when 'open' then 'open' when 'cancelled' then 'cancelled' else 'finished' end as ending,
        throughput_hours as elapsed_hours,
        throughput_working_hours as working_hours
    from cases
    union all
    select
        source_id, process, stage, case_id, occurrence, company_id, department_id, schedule_id,
        entered_at,
        -- up to a second backwards is rounding
        case when left_at < entered_at then entered_at else left_at end as left_at,
        case when is_open then 'open' else 'finished' end as ending,
        elapsed_hours,
        working_hours
    from stages
    where not is_abandoned
    union all
    select
        source_id, process, stage, case_id, occurrence, company_id, department_id, abandoned.schedule_id,
        entered_at,
        abandoned_at as left_at,
        'cancelled' as ending,
        {{ hours_between('entered_at', 'abandoned_at') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('entered_day', 'entered_at'), working_position('abandoned_day', 'abandoned_at'),
            'entered_at', 'abandoned_at'
        ) }} as working_hours
    from abandoned
    {{ join_working_day('entered_day', 'entered_at', 'abandoned.schedule_id') }}
    {{ join_working_day('abandoned_day', 'abandoned_at', 'abandoned.schedule_id') }}
)

select
    source_id,
    process,
    stage,
    case_id,
    cast(occurrence as bigint) as occurrence,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    schedule_id,
    entered_at,
    left_at,
    ending,
    cast(elapsed_hours as double) as elapsed_hours,
    cast(working_hours as double) as working_hours
from united
