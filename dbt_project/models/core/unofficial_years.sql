-- From the first stamp that working time was counted from to the last, or the run's "now" where something is open.
{%- set measured = {
    'fct_process_cases': ('started_at', 'ended_at', 'throughput_working_hours'),
    'fct_stage_durations': ('entered_at', 'left_at', 'working_hours'),
    'fct_approval_steps': ('requested_at', 'decided_at', 'working_hours'),
} %}

with spans as (
    {%- for fact, (start, finish, hours) in measured.items() %}
    select schedule_id, min({{ start }}) as first_at, max(coalesce({{ finish }}, {{ as_of() }})) as last_at
    from {{ ref(fact) }}
    where {{ hours }} is not null
    group by schedule_id
    union all
    {%- endfor %}
    -- months and days of the running month are the company's, whatever has happened
    select 'company' as schedule_id, {{ as_of() }} as first_at, {{ as_of() }} as last_at
),

local_spans as (
    select
        schedule_id
        {%- for column in ['first_at', 'last_at'] %},
        case
            {%- for each in working_schedules() %}
            when schedule_id = {{ text_literal(each.schedule_id) }}
            then cast({{ utc_to_local(column, each.timezone) }} as date)
            {%- endfor %}
        end as {{ 'first_date' if column == 'first_at' else 'last_date' }}
        {%- endfor %}
    from spans
),

years as (
    select
        days.calendar_id,
        cast(extract(year from days.calendar_date) as integer) as calendar_year,
        min(days.calendar_date) as first_date,
        max(days.calendar_date) as last_date
    from local_spans
    inner join {{ ref('dim_schedule_days') }} as days
        on days.schedule_id = local_spans.schedule_id
        and days.calendar_date >= local_spans.first_date
        and days.calendar_date <= local_spans.last_date
    where not days.is_official
    group by days.calendar_id, extract(year from days.calendar_date)
)

select
    years.calendar_id,
    years.calendar_year,
    coalesce(calendars.name_zh, years.calendar_id) as calendar_name_zh,
    coalesce(calendars.name_en, years.calendar_id) as calendar_name_en,
    years.first_date,
    years.last_date
from years
left join {{ ref('working_calendars') }} as calendars on calendars.calendar_id = years.calendar_id
