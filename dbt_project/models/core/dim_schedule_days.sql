-- What every schedule does on every local day: its week, overruled by the calendar's holidays and make-up days, these by
-- the company's own days. The spine is a week longer at both ends than the axis, so that every zone's days are whole.
with days as (
    {{ dbt.date_spine('day', "cast('1999-12-27' as date)", "cast('2036-01-08' as date)") }}
),

schedules as (
    {{ schedule_rows() }}
),

company_days as (
    {{ company_day_rows() }}
),

announced_years as (
    {{ announced_year_rows() }}
),

windows as (
    {{ shift_window_rows() }}
),

shift_days as (
    select shift_id, weekday, sum(ends_at_minute - starts_at_minute) as working_minutes
    from windows
    group by shift_id, weekday
),

judged as (
    select
        schedules.schedule_id,
        schedules.calendar_id,
        schedules.shift_id,
        schedules.time_zone,
        cast(days.date_day as date) as calendar_date,
        case
            when not coalesce(company_days.is_working_day, exceptions.is_working_day, true) then null
            when company_days.hours_id is not null then company_days.hours_id
            when coalesce(company_days.is_working_day, exceptions.is_working_day) then 0
            -- the spine begins on a Monday
            else mod({{ dbt.datediff("cast('1999-12-27' as date)", "days.date_day", "day") }}, 7) + 1
        end as shift_weekday,
        -- a calendar that is the company's alone waits for nobody's announcement
        schedules.shipped_calendar_id is null
            or coalesce(official_years.is_official, false)
            or announced_years.calendar_year is not null as is_official,
        case when company_days.calendar_date is not null then company_days.name_zh else exceptions.name_zh end
            as day_name_zh,
        case when company_days.calendar_date is not null then company_days.name_en else exceptions.name_en end
            as day_name_en
    from days
    cross join schedules
    left join company_days
        on company_days.calendar_id = schedules.calendar_id
        and company_days.calendar_date = cast(days.date_day as date)
    left join {{ ref('working_calendar_exceptions') }} as exceptions
        on exceptions.calendar_id = schedules.shipped_calendar_id
        and exceptions.calendar_date = cast(days.date_day as date)
    left join {{ ref('working_calendar_years') }} as official_years
        on official_years.calendar_id = schedules.shipped_calendar_id
        and official_years.calendar_year = extract(year from days.date_day)
    left join announced_years
        on announced_years.calendar_id = schedules.calendar_id
        and announced_years.calendar_year = extract(year from days.date_day)
)

select
    judged.schedule_id,
    judged.calendar_id,
    judged.shift_id,
    judged.time_zone,
    judged.calendar_date,
    judged.shift_weekday,
    coalesce(shift_days.working_minutes, 0) > 0 as is_working_day,
    judged.is_official,
    judged.day_name_zh,
    judged.day_name_en,
    coalesce(shift_days.working_minutes, 0) * 60.0 as working_seconds
from judged
left join shift_days
    on shift_days.shift_id = judged.shift_id and shift_days.weekday = judged.shift_weekday
