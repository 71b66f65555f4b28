with days as (
    {{ dbt.date_spine('day', "cast('2000-01-03' as date)", "cast('2036-01-01' as date)") }}
),

exceptions as (
    select * from {{ ref('working_calendar_exceptions') }} where calendar_id = '{{ var("company_calendar") }}'
),

official_years as (
    select * from {{ ref('working_calendar_years') }} where calendar_id = '{{ var("company_calendar") }}'
),

windows as (
    select
        {%- for window in range(1, 5) %}
        coalesce(max(case when window_number = {{ window }} then starts_at_minute end), 0) * 60.0
            as window_{{ window }}_starts_at_second,
        coalesce(max(case when window_number = {{ window }} then ends_at_minute end), 0) * 60.0
            as window_{{ window }}_ends_at_second{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('working_shifts') }}
    where calendar_id = '{{ var("company_calendar") }}'
),

judged as (
    select
        cast(days.date_day as date) as calendar_date,
        -- the spine begins on a Monday: days 5 and 6 of each week are the weekend
        coalesce(
            exceptions.is_working_day,
            mod({{ dbt.datediff("cast('2000-01-03' as date)", "days.date_day", "day") }}, 7) < 5
        ) as is_working_day,
        coalesce(official_years.is_official, false) as is_official,
        exceptions.name_zh as day_name_zh,
        exceptions.name_en as day_name_en
    from days
    left join exceptions on exceptions.calendar_date = cast(days.date_day as date)
    left join official_years on official_years.calendar_year = extract(year from days.date_day)
),

shifted as (
    select
        judged.*,
        {%- for window in range(1, 5) %}
        case when is_working_day then windows.window_{{ window }}_starts_at_second else 0.0 end
            as window_{{ window }}_starts_at_second,
        case when is_working_day then windows.window_{{ window }}_ends_at_second else 0.0 end
            as window_{{ window }}_ends_at_second{{ "," if not loop.last }}
        {%- endfor %}
    from judged
    cross join windows
),

counted as (
    select
        *,
        {%- for window in range(1, 5) %}
        {{ "+ " if not loop.first }}(window_{{ window }}_ends_at_second - window_{{ window }}_starts_at_second)
        {%- endfor %} as working_seconds
    from shifted
)

select
    *,
    coalesce(
        sum(working_seconds) over (order by calendar_date rows between unbounded preceding and 1 preceding), 0.0
    ) as working_seconds_before
from counted
