-- Steps that were open at the end of a month, the running month as of the run's "now", with their age at that moment.
{%- set schedule = schedule_of('open_steps.company_id', 'open_steps.department_id') %}
with months as (
    select distinct
        cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start,
        {{ local_to_utc(dbt.dateadd('month', 1, dbt.date_trunc('month', 'calendar_date'))) }} as month_ends_at
    from {{ ref('dim_working_days') }}
    where calendar_date <= {{ as_of_date() }}
),

steps as (
    select
        *,
        coalesce(decided_at, withdrawn_at) as ended_at
    from {{ ref('fct_approval_steps') }}
    where requested_at is not null
),

moments as (
    select
        month_start,
        case when month_ends_at < {{ as_of() }} then month_ends_at else {{ as_of() }} end as observed_at
    from months
    -- a month that begins with the run's "now" has not been seen at all
    where {{ local_to_utc('month_start') }} < {{ as_of() }}
),

open_steps as (
    select steps.*, moments.month_start, moments.observed_at
    from steps
    inner join moments
        on steps.requested_at < moments.observed_at
        and (steps.ended_at is null or steps.ended_at >= moments.observed_at)
    where steps.is_open or steps.ended_at is not null
)

select
    open_steps.source_id,
    open_steps.approval_id,
    open_steps.document_type,
    open_steps.document_number,
    open_steps.node,
    {{ unassigned('open_steps.company_id') }} as company_id,
    {{ unassigned('open_steps.department_id') }} as department_id,
    open_steps.month_start as observed_on,
    open_steps.observed_at,
    cast({{ hours_between('open_steps.requested_at', 'open_steps.observed_at') }} as double) as age_elapsed_hours,
    cast({{ working_hours_between(
        working_position('start_day', 'open_steps.requested_at'), working_position('end_day', 'open_steps.observed_at'),
        'open_steps.requested_at', 'open_steps.observed_at'
    ) }} as double) as age_working_hours
from open_steps
{{ join_working_day('start_day', 'open_steps.requested_at', schedule) }}
{{ join_working_day('end_day', 'open_steps.observed_at', schedule) }}
