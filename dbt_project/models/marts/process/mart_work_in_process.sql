-- Open work on every day, as arrivals less departures: one row a group and day, however many cases are open. The ages come
-- the same way: the age of n open cases is n times the day's end less the sum of their beginnings, so sums are enough.
with days as (
    select
        *,
        case
            when {{ local_to_utc(dbt.dateadd('day', 1, 'calendar_date')) }} <= {{ as_of() }}
            then {{ local_to_utc(dbt.dateadd('day', 1, 'calendar_date')) }}
            else {{ as_of() }}
        end as ends_at
    from {{ ref('dim_working_days') }}
    -- a day that begins with the run's "now" has not been seen at all
    where {{ local_to_utc('calendar_date') }} < {{ as_of() }}
),

calendar as (
    select min(calendar_date) as first_day, {{ local_to_utc('min(calendar_date)') }} as begins_at from days
),

schedules as (
    select distinct schedule_id from {{ ref('fct_process_intervals') }}
),

seen_days as (
    select
        schedules.schedule_id,
        days.calendar_date,
        {{ seconds_between('calendar.begins_at', 'days.ends_at') }} as elapsed_position,
        {{ working_position('last_day', 'days.ends_at') }} as working_position
    from days
    cross join calendar
    cross join schedules
    {{ join_working_day('last_day', 'days.ends_at', 'schedules.schedule_id') }}
),

-- what began before the calendar does is on its first day as old as the calendar
intervals as (
    select
        intervals.process,
        intervals.stage,
        intervals.company_id,
        intervals.department_id,
        intervals.schedule_id,
        greatest({{ local_date('intervals.entered_at') }}, calendar.first_day) as entered_on,
        greatest({{ local_date('intervals.left_at') }}, calendar.first_day) as left_on,
        intervals.left_at is not null as is_left,
        -- microseconds: sums of decimals are exact, in whatever order they are added
        cast(greatest({{ seconds_between('calendar.begins_at', 'intervals.entered_at') }}, 0.0) as decimal(18, 6))
            as entered_position,
        cast(coalesce({{ working_position('entered_day', 'intervals.entered_at') }}, 0.0) as decimal(18, 6))
            as entered_working_position
    from {{ ref('fct_process_intervals') }} as intervals
    cross join calendar
    {{ join_working_day('entered_day', 'intervals.entered_at', 'intervals.schedule_id') }}
),

changes as (
    select process, stage, company_id, department_id, schedule_id, entered_on as changed_on, count(*) as arrivals, 0 as departures,
        sum(entered_position) as positions, sum(entered_working_position) as working_positions
    from intervals
    group by process, stage, company_id, department_id, schedule_id, entered_on
    union all
    select process, stage, company_id, department_id, schedule_id, left_on as changed_on, 0 as arrivals, count(*) as departures,
        -sum(entered_position) as positions, -sum(entered_working_position) as working_positions
    from intervals
    where is_left
    group by process, stage, company_id, department_id, schedule_id, left_on
),

daily as (
    select process, stage, company_id, department_id, schedule_id, changed_on, sum(arrivals) as arrivals, sum(departures) as departures,
        sum(positions) as positions, sum(working_positions) as working_positions
    from changes
    group by process, stage, company_id, department_id, schedule_id, changed_on
),

groups as (
    select process, stage, company_id, department_id, schedule_id, min(changed_on) as first_on
    from daily
    group by process, stage, company_id, department_id, schedule_id
),

balances as (
    select
        groups.process,
        groups.stage,
        groups.company_id,
        groups.department_id,
        groups.schedule_id,
        seen_days.calendar_date,
        seen_days.elapsed_position,
        seen_days.working_position,
        coalesce(daily.arrivals, 0) as arrivals,
        coalesce(daily.departures, 0) as departures,
        {%- for total, column in [
            ('open_cases', 'daily.arrivals - daily.departures'),
            ('open_positions', 'daily.positions'),
            ('open_working_positions', 'daily.working_positions'),
        ] %}
        sum(coalesce({{ column }}, 0)) over (
            partition by groups.process, groups.stage, groups.company_id, groups.department_id, groups.schedule_id
            order by seen_days.calendar_date rows between unbounded preceding and current row
        ) as {{ total }}{{ "," if not loop.last }}
        {%- endfor %}
    from groups
    inner join seen_days
        on seen_days.schedule_id = groups.schedule_id and seen_days.calendar_date >= groups.first_on
    left join daily
        on daily.process = groups.process
        and daily.stage = groups.stage
        and daily.company_id = groups.company_id
        and daily.department_id = groups.department_id
        and daily.schedule_id = groups.schedule_id
        and daily.changed_on = seen_days.calendar_date
)

-- whoever works by another schedule than the rest of a department has an axis of their own
select
    process,
    stage,
    company_id,
    department_id,
    calendar_date as observed_on,
    cast(sum(open_cases) as bigint) as open_cases,
    cast(sum(arrivals) as bigint) as arrivals,
    cast(sum(departures) as bigint) as departures,
    cast(sum(open_cases * elapsed_position - open_positions) / 3600.0 as double) as open_age_elapsed_hours,
    cast(sum(open_cases * working_position - open_working_positions) / 3600.0 as double) as open_age_working_hours
from balances
-- a day without open work on which nothing moved is a zero that nobody needs to store
where open_cases > 0 or arrivals > 0 or departures > 0
group by process, stage, company_id, department_id, calendar_date
