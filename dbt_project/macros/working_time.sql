{#-
  Working time without a row a day or minute of each case: every moment has a position on the working-time axis, the
  working seconds since the calendar's first day. A duration in working time is the difference of two positions, so
  each stamp needs one join with the calendar, however long the case lasts.
-#}

{#- Joins the calendar's day of a UTC stamp as `alias`. -#}
{% macro join_working_day(alias, stamp) -%}
    left join {{ ref('dim_working_days') }} as {{ alias }}
        on {{ alias }}.calendar_date = {{ local_date(stamp) }}
{%- endmacro %}

{#- The position of a UTC stamp on the working-time axis, in seconds; null outside the calendar. -#}
{% macro working_position(alias, stamp) -%}
    (
        {{ alias }}.working_seconds_before
        {%- for window in range(1, 5) %}
        + greatest(0.0, least({{ seconds_of_day(stamp) }}, {{ alias }}.window_{{ window }}_ends_at_second)
            - {{ alias }}.window_{{ window }}_starts_at_second)
        {%- endfor %}
    )
{%- endmacro %}

{#- Seconds since local midnight of a UTC stamp, with fractions. -#}
{% macro seconds_of_day(stamp) -%}
    {{ seconds_between(dbt.date_trunc('day', utc_to_local(stamp)), utc_to_local(stamp)) }}
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
