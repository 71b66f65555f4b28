{#- Stamps are stored as UTC without a zone. These turn them into local time of a zone, and back. -#}

{% macro utc_to_local(stamp, timezone=none) -%}
    {{ return(adapter.dispatch('utc_to_local')(stamp, timezone or var('company_timezone'))) }}
{%- endmacro %}

{% macro default__utc_to_local(stamp, timezone) -%}
    {%- set converted = "timezone('" ~ timezone ~ "', timezone('UTC', " ~ stamp ~ "))" -%}
    {{ shifted_or_converted(stamp, timezone, 1, converted) }}
{%- endmacro %}

{% macro spark__utc_to_local(stamp, timezone) -%}
    from_utc_timestamp({{ stamp }}, '{{ timezone }}')
{%- endmacro %}

{% macro local_to_utc(stamp, timezone=none) -%}
    {{ return(adapter.dispatch('local_to_utc')(stamp, timezone or var('company_timezone'))) }}
{%- endmacro %}

{% macro default__local_to_utc(stamp, timezone) -%}
    {%- set converted = "timezone('UTC', timezone('" ~ timezone ~ "', " ~ stamp ~ "))" -%}
    {{ shifted_or_converted(stamp, timezone, -1, converted) }}
{%- endmacro %}

{% macro spark__local_to_utc(stamp, timezone) -%}
    to_utc_timestamp({{ stamp }}, '{{ timezone }}')
{%- endmacro %}

{#- Where a zone's clock is not changed any more a sum does, at a tenth of what DuckDB's conversion takes. -#}
{% macro shifted_or_converted(stamp, timezone, sign, converted) -%}
    {%- set settled = var('settled_timezones').get(timezone) -%}
    {%- if settled -%}
    case when {{ stamp }} >= cast('{{ settled.since }}' as timestamp)
        then {{ stamp }} + interval ({{ sign * settled.utc_offset_minutes }}) minute
        else {{ converted }} end
    {%- else -%}{{ converted }}{%- endif -%}
{%- endmacro %}

{#- The company's calendar day of a UTC stamp. -#}
{% macro local_date(stamp) -%}
    cast({{ utc_to_local(stamp) }} as date)
{%- endmacro %}

{#- The run's "now": models never ask the clock. A run tells it by the environment (pipelines/dbt.py says why). -#}
{% macro as_of() -%}
    {%- set moment = env_var('COCKPIT_AS_OF') if execute and var('as_of') == 'environment' else var('as_of') -%}
    cast('{{ moment }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#- The first day that the run does not see whole. -#}
{% macro as_of_date() -%}
    {{ local_date(as_of()) }}
{%- endmacro %}

{#- A stamp as far as it had happened by the run's "now"; later ones have not happened yet. -#}
{% macro by_as_of(stamp) -%}
    case when {{ stamp }} <= {{ as_of() }} then {{ stamp }} end
{%- endmacro %}

{#- Seconds from one stamp to another, with fractions. -#}
{% macro seconds_between(start, finish) -%}
    {{ return(adapter.dispatch('seconds_between')(start, finish)) }}
{%- endmacro %}

{% macro default__seconds_between(start, finish) -%}
    (date_diff('microsecond', {{ start }}, {{ finish }}) / 1000000.0)
{%- endmacro %}

{% macro spark__seconds_between(start, finish) -%}
    (cast({{ finish }} as double) - cast({{ start }} as double))
{%- endmacro %}

{#- Seconds since local midnight of a UTC stamp, with fractions. -#}
{% macro seconds_of_day(stamp) -%}
    {{ seconds_between(dbt.date_trunc('day', utc_to_local(stamp)), utc_to_local(stamp)) }}
{%- endmacro %}

{#-
  Hours from one stamp to another. Sources cut some stamps to whole seconds and others not, so an end up to one second
  before its start is rounding and counts as zero; anything earlier is disorder and gives null.
-#}
{% macro hours_between(start, finish) -%}
    case
        when {{ seconds_between(start, finish) }} >= 0 then {{ seconds_between(start, finish) }} / 3600.0
        when {{ seconds_between(start, finish) }} > -1 then 0.0
    end
{%- endmacro %}
