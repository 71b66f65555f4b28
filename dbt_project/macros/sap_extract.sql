{#- Text of a field; what SAP calls initial (empty, blanks) is null. -#}
{% macro sap_text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}

{#- A key of several fields, the client first: unique over all sources. Null where a field is empty. -#}
{% macro sap_key(each, columns) -%}
    '{{ each.name }}:'{% for column in columns %} || {{ "'/' || " if not loop.first }}{{ sap_text(column) }}{% endfor %}
{%- endmacro %}

{#- A number as people know it: SAP fills numbers with zeros on the left, but no name that holds a letter. -#}
{% macro sap_shown_number(column) -%}
    case
        when translate({{ column }}, '0123456789 ', '') = '' then coalesce(nullif(ltrim(trim({{ column }}), '0'), ''), '0')
        else {{ sap_text(column) }}
    end
{%- endmacro %}

{#- A date written YYYYMMDD, or YYYY-MM-DD by a tool in between. 00000000 is no date, nor is anything else. -#}
{% macro sap_date(column) -%}
    {%- set digits = "replace(trim(" ~ column ~ "), '-', '')" -%}
    {{ sap_try_cast(
        "substr(" ~ digits ~ ", 1, 4) || '-' || substr(" ~ digits ~ ", 5, 2) || '-' || substr(" ~ digits ~ ", 7, 2)", 'date'
    ) }}
{%- endmacro %}

{#- A date that SAP keeps as 99999999 less itself, so that the latest sorts first. -#}
{% macro sap_inverted_date(column) -%}
    {{ sap_date("cast(99999999 - " ~ sap_try_cast(column, 'integer') ~ " as " ~ dbt.type_string() ~ ")") }}
{%- endmacro %}

{#- Seconds since midnight of a time written HHMMSS or HH:MM:SS; 240000 is the midnight that ends the day. -#}
{% macro sap_seconds(column) -%}
    {%- set digits = "lpad(replace(trim(" ~ column ~ "), ':', ''), 6, '0')" -%}
    coalesce(
        {{ sap_try_cast("substr(" ~ digits ~ ", 1, 2)", 'integer') }} * 3600
        + {{ sap_try_cast("substr(" ~ digits ~ ", 3, 2)", 'integer') }} * 60
        + {{ sap_try_cast("substr(" ~ digits ~ ", 5, 2)", 'integer') }},
    0)
{%- endmacro %}

{#- The stamp that a date and a time field make, still in the system's local time; midnight where there is no time. -#}
{% macro sap_stamp(date_column, time_column=none) -%}
    {%- set day = "cast(" ~ sap_date(date_column) ~ " as " ~ dbt.type_timestamp() ~ ")" -%}
    {%- if time_column is none -%}{{ day }}{%- else -%}{{ dbt.dateadd('second', sap_seconds(time_column), day) }}{%- endif -%}
{%- endmacro %}

{#-
  When something that was booked on a posting date happened: when it was entered, as far as that lies within the posting
  date; else the end of that day where it was entered later, and its beginning where it was entered before.
-#}
{% macro sap_posting_stamp(posting_date, entry_date, entry_time) -%}
    case
        when {{ sap_date(posting_date) }} < {{ sap_date(entry_date) }} or {{ sap_date(entry_date) }} is null
        then {{ end_of_day(sap_date(posting_date)) }}
        when {{ sap_date(posting_date) }} > {{ sap_date(entry_date) }} then {{ sap_stamp(posting_date) }}
        else {{ sap_stamp(entry_date, entry_time) }}
    end
{%- endmacro %}

{#- A number with a decimal point and, when it is negative, SAP's minus at its end. -#}
{% macro sap_number(column) -%}
    {%- set written = "replace(trim(" ~ column ~ "), ' ', '')" -%}
    {{ sap_try_cast(
        "case when " ~ written ~ " like '%-' then '-' || replace(" ~ written ~ ", '-', '') else " ~ written ~ " end",
        dbt.type_numeric()
    ) }}
{%- endmacro %}

{#- A flag: X is set. -#}
{% macro sap_flag(column) -%}
    coalesce(upper(trim({{ column }})) = 'X', false)
{%- endmacro %}

{#- A rate that SAP writes as negative is quoted the other way round; none (0) is 1. -#}
{% macro sap_rate(column) -%}
    case when {{ column }} < 0 then 1.0 / -{{ column }} when {{ column }} > 0 then {{ column }} else 1.0 end
{%- endmacro %}

{#- Net due date: the baseline date and the longest term that is given. -#}
{% macro sap_due_date(relation) -%}
    cast({{ dbt.dateadd('day',
        "cast(coalesce(nullif(" ~ relation ~ ".terms_days_3, 0), nullif(" ~ relation ~ ".terms_days_2, 0), "
        ~ relation ~ ".terms_days_1, 0) as integer)", relation ~ '.baseline_date') }} as date)
{%- endmacro %}

{#- Minutes of a duration; SAP knows the hour as H and HR, in German as STD. -#}
{% macro sap_minutes(duration, unit) -%}
    {{ duration }} * case
        when {{ unit }} in ('H', 'HR', 'HUR', 'STD') then 60
        when {{ unit }} in ('S', 'SEC', 'SEK') then 1.0 / 60
        when {{ unit }} in ('D', 'DAY', 'TAG') then 1440
        else 1
    end
{%- endmacro %}

{#- The key of a row in the words of the staging layer, from the fixed places of a change document's table key. -#}
{% macro sap_table_key(client, table_key, places) -%}
    {{ client }}
    {%- for start, length in places %} || '/' || nullif(trim(substr({{ table_key }}, {{ start }}, {{ length }})), ''){% endfor %}
{%- endmacro %}

{#- A UTC stamp in the time of its SAP system. -#}
{% macro sap_local_stamp(each, stamp) -%}
    {%- if each.timezone == 'UTC' -%}{{ stamp }}{%- else -%}{{ utc_to_local(stamp, each.timezone) }}{%- endif -%}
{%- endmacro %}

{#- A text as a type, null where it is none: dbt's own safe_cast is a plain cast on DuckDB. -#}
{% macro sap_try_cast(text, type) -%}
    try_cast({{ text }} as {{ type }})
{%- endmacro %}
