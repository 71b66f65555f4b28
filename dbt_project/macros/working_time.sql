{#-
  Working time without a row a day or minute of each case: every moment has a position on the working-time axis of its
  schedule, the working seconds since the calendar's first day. A duration in working time is the difference of two
  positions, so each stamp needs one join with the axis, however long the case lasts. The axis is in UTC, as stamps are:
  no stamp is converted, and nights over midnight and changes of the clock are nothing special.
-#}

{#- How many working windows a day of the axis can hold, cut at midnight UTC. -#}
{% macro axis_windows() -%}
    {{ return(6) }}
{%- endmacro %}

{#- Joins the day of a UTC stamp on the axis of a schedule (see schedule_of) as `alias`. -#}
{% macro join_working_day(alias, stamp, schedule="'company'") -%}
    left join {{ ref('working_time_axis') }} as {{ alias }}
        on {{ alias }}.schedule_id = {{ schedule }} and {{ alias }}.utc_date = cast({{ stamp }} as date)
{%- endmacro %}

{#- The position of a UTC stamp on the joined day's axis, in seconds; null outside the calendar. -#}
{% macro working_position(alias, stamp) -%}
    (
        {{ alias }}.working_seconds_before
        {%- for window in range(1, axis_windows() + 1) %}
        + greatest(0.0, least({{ seconds_between(dbt.date_trunc('day', stamp), stamp) }}, {{ alias }}.window_{{ window }}_ends_at_second)
            - {{ alias }}.window_{{ window }}_starts_at_second)
        {%- endfor %}
    )
{%- endmacro %}

{#-
  Hours between two positions, null outside the calendar (which greatest() would take for zero); up to a second
  backwards is rounding (see hours_between), more is disorder.
-#}
{% macro working_hours_between(start_position, end_position, start, finish) -%}
    case
        when {{ seconds_between(start, finish) }} >= 0 then ({{ end_position }} - {{ start_position }}) / 3600.0
        when {{ seconds_between(start, finish) }} > -1 then 0.0
    end
{%- endmacro %}
