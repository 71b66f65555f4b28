-- Shifts are local, stamps are UTC: windows are converted once here, each with the clock's offset of its own day, so that
-- a night over a change of the clock is as long as it was, and cut at midnight UTC, where stamps are looked up.
with schedules as (
    {{ schedule_rows() }}
),

windows as (
    {{ shift_window_rows() }}
),

local_windows as (
    select
        days.schedule_id,
        days.time_zone,
        {{ dbt.dateadd('minute', 'windows.starts_at_minute', 'cast(days.calendar_date as ' ~ dbt.type_timestamp() ~ ')') }}
            as starts_at,
        {{ dbt.dateadd('minute', 'windows.ends_at_minute', 'cast(days.calendar_date as ' ~ dbt.type_timestamp() ~ ')') }}
            as ends_at
    from {{ ref('dim_schedule_days') }} as days
    inner join windows on windows.shift_id = days.shift_id and windows.weekday = days.shift_weekday
),

utc_windows as (
    select
        schedule_id
        {%- for column in ['starts_at', 'ends_at'] %},
        case
            {%- for timezone in working_schedules() | map(attribute='timezone') | unique %}
            when time_zone = '{{ timezone }}' then {{ local_to_utc(column, timezone) }}
            {%- endfor %}
        end as {{ column }}
        {%- endfor %}
    from local_windows
),

-- a window of a day and night lies on up to three days
dated as (
    select
        schedule_id,
        starts_at,
        ends_at,
        cast({{ dbt.dateadd('day', 'days_later', dbt.date_trunc('day', 'starts_at')) }} as {{ dbt.type_timestamp() }})
            as midnight
    from utc_windows
    cross join (select 0 as days_later union all select 1 union all select 2) as later
),

pieces as (
    select
        schedule_id,
        cast(midnight as date) as utc_date,
        {{ seconds_between('midnight', 'greatest(midnight, starts_at)') }} as starts_at_second,
        least({{ seconds_between('midnight', 'ends_at') }}, 86400.0) as ends_at_second
    from dated
    where midnight < ends_at and starts_at < ends_at
),

numbered as (
    select *,
        row_number() over (partition by schedule_id, utc_date order by starts_at_second, ends_at_second)
            as window_number
    from pieces
),

days_with_work as (
    select
        schedule_id,
        utc_date,
        {%- for window in range(1, axis_windows() + 1) %}
        max(case when window_number = {{ window }} then starts_at_second end) as window_{{ window }}_starts_at_second,
        max(case when window_number = {{ window }} then ends_at_second end) as window_{{ window }}_ends_at_second,
        {%- endfor %}
        count(*) as window_count,
        sum(ends_at_second - starts_at_second) as working_seconds
    from numbered
    group by schedule_id, utc_date
),

days as (
    {{ dbt.date_spine('day', "cast('2000-01-02' as date)", "cast('2036-01-01' as date)") }}
)

select
    schedules.schedule_id,
    cast(days.date_day as date) as utc_date,
    {%- for window in range(1, axis_windows() + 1) %}
    coalesce(days_with_work.window_{{ window }}_starts_at_second, 0.0) as window_{{ window }}_starts_at_second,
    coalesce(days_with_work.window_{{ window }}_ends_at_second, 0.0) as window_{{ window }}_ends_at_second,
    {%- endfor %}
    coalesce(days_with_work.window_count, 0) as window_count,
    coalesce(days_with_work.working_seconds, 0.0) as working_seconds,
    coalesce(sum(days_with_work.working_seconds) over (
        partition by schedules.schedule_id order by days.date_day rows between unbounded preceding and 1 preceding
    ), 0.0) as working_seconds_before
from days
cross join schedules
left join days_with_work
    on days_with_work.schedule_id = schedules.schedule_id and days_with_work.utc_date = cast(days.date_day as date)
