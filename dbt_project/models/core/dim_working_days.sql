-- The company's own days: what months and pages count by. Durations use working_time_axis.
select calendar_date, is_working_day, is_official, day_name_zh, day_name_en, working_seconds
from {{ ref('dim_schedule_days') }}
where schedule_id = 'company'
    and calendar_date >= cast('2000-01-03' as date)
    and calendar_date < cast('2036-01-01' as date)
