-- How old the open work was at the end of each month, the running one as of now. Percentiles need a row for each open case,
-- which months can afford and days cannot; they do not add up, so each scope has its own.
with last_days as (
    select max(calendar_date) as last_day
    from {{ ref('dim_working_days') }}
    -- a day that begins with the run's "now" has not been seen at all
    where {{ local_to_utc('calendar_date') }} < {{ as_of() }}
    group by {{ dbt.date_trunc('month', 'calendar_date') }}
),

moments as (
    select
        days.calendar_date as last_day,
        cast({{ dbt.date_trunc('month', 'days.calendar_date') }} as date) as month_start,
        case
            when days.calendar_date = {{ as_of_date() }} then {{ as_of() }}
            else {{ local_to_utc(dbt.dateadd('day', 1, 'days.calendar_date')) }}
        end as observed_at
    from {{ ref('dim_working_days') }} as days
    inner join last_days on last_days.last_day = days.calendar_date
),

intervals as (
    select
        *,
        {{ local_date('entered_at') }} as entered_on,
        coalesce({{ local_date('left_at') }}, cast('9999-12-31' as date)) as left_on
    from {{ ref('fct_process_intervals') }}
),

open_cases as (
    select
        intervals.process,
        intervals.stage,
        intervals.company_id,
        intervals.department_id,
        moments.month_start,
        moments.observed_at,
        {{ seconds_between('intervals.entered_at', 'moments.observed_at') }} / 3600.0 as elapsed_hours,
        -- what began before the calendar is as old as the calendar
        (
            {{ working_position('observed_day', 'moments.observed_at') }}
            - coalesce({{ working_position('entered_day', 'intervals.entered_at') }}, 0.0)
        ) / 3600.0 as working_hours
    from intervals
    inner join moments on intervals.entered_on <= moments.last_day and intervals.left_on > moments.last_day
    {{ join_working_day('entered_day', 'intervals.entered_at', 'intervals.schedule_id') }}
    {{ join_working_day('observed_day', 'moments.observed_at', 'intervals.schedule_id') }}
)

select
    process,
    stage,
    case when grouping(company_id) = 1 then '*' else company_id end as company_id,
    case when grouping(department_id) = 1 then '*' else department_id end as department_id,
    month_start as observed_on,
    min(observed_at) as observed_at,
    cast(count(*) as bigint) as open_cases,
    {%- for clock in ['elapsed', 'working'] %}
    {%- for percent in [50, 90] %}
    cast(percentile_cont({{ percent / 100 }}) within group (order by {{ clock }}_hours) as double)
        as age_{{ clock }}_hours_p{{ percent }},
    {%- endfor %}
    {%- endfor %}
    cast(max(elapsed_hours) as double) as oldest_elapsed_hours
from open_cases
group by grouping sets (
    (process, stage, month_start, company_id, department_id),
    (process, stage, month_start, company_id),
    (process, stage, month_start)
)
