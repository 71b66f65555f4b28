{#-
  Whose working time counts by which schedule: a calendar, a shift and a zone. `working_time` is what cockpit.yml says
  beside the shipped seeds, put into order by pipelines/working_time.py. Belongs here: turning it into SQL. Does not
  belong here: computing working time (working_time.sql).
-#}

{#- The schedules in use; the company's own is always the first. -#}
{% macro working_schedules() -%}
    {%- set own = {
        'schedule_id': 'company', 'calendar_id': var('company_calendar'), 'shipped_calendar_id': var('company_calendar'),
        'shift_id': 'office', 'timezone': var('company_timezone'),
    } -%}
    {{ return(var('working_time').schedules or [own]) }}
{%- endmacro %}

{#-
  The schedule of a row: that of its warehouse, else of its department, else of its company, else the company's own.
  Who has a schedule of his own is known when the SQL is compiled, so this costs no join.
-#}
{% macro schedule_of(company_id, department_id=none, warehouse_id=none) -%}
    {%- set assigned = var('working_time').assigned -%}
    {%- set cases = [] -%}
    {%- for kind, column in [
        ('warehouses', warehouse_id), ('departments', department_id), ('companies', company_id)
    ] if column is not none -%}
        {%- for schedule_id, ids in assigned.get(kind, {}).items() -%}
            {%- do cases.append(
                'when ' ~ column ~ " in ('" ~ ids | map('replace', "'", "''") | join("', '") ~ "') then '" ~ schedule_id ~ "'"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if cases -%}case {{ cases | join(' ') }} else 'company' end{%- else -%}'company'{%- endif -%}
{%- endmacro %}

{#- A text or nothing, as a literal. -#}
{% macro text_literal(text) -%}
    {%- if text is none -%}cast(null as {{ dbt.type_string() }}){%- else -%}'{{ text | replace("'", "''") }}'{%- endif -%}
{%- endmacro %}

{#- The schedules in use as rows: schedule_id, calendar_id, shipped_calendar_id, shift_id, time_zone. -#}
{% macro schedule_rows() -%}
    {%- for each in working_schedules() %}
    select {{ text_literal(each.schedule_id) }} as schedule_id, {{ text_literal(each.calendar_id) }} as calendar_id,
        {{ text_literal(each.shipped_calendar_id) }} as shipped_calendar_id,
        {{ text_literal(each.shift_id) }} as shift_id, {{ text_literal(each.timezone) }} as time_zone
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#-
  The days that cockpit.yml names: calendar_id, calendar_date, is_working_day, hours_id, names. Where a day has hours of
  its own, hours_id is the "weekday" under which they stand among the windows.
-#}
{% macro company_day_rows() -%}
    {%- for each in var('working_time').days %}
    select {{ text_literal(each.calendar_id) }} as calendar_id, cast('{{ each.date }}' as date) as calendar_date,
        {{ each.is_working_day | lower }} as is_working_day,
        {{ 'cast(null as integer)' if each.hours_id is none else each.hours_id }} as hours_id,
        {{ text_literal(each.name_zh) }} as name_zh, {{ text_literal(each.name_en) }} as name_en
    union all
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as calendar_id, cast(null as date) as calendar_date,
        cast(null as boolean) as is_working_day, cast(null as integer) as hours_id,
        cast(null as {{ dbt.type_string() }}) as name_zh, cast(null as {{ dbt.type_string() }}) as name_en
    from (select 1 as nothing) as no_day
    where 1 = 0
{%- endmacro %}

{#- The years that the company says were announced: calendar_id, calendar_year. -#}
{% macro announced_year_rows() -%}
    {%- for each in var('working_time').announced %}
    select {{ text_literal(each.calendar_id) }} as calendar_id, {{ each.year }} as calendar_year
    union all
    {%- endfor %}
    select cast(null as {{ dbt.type_string() }}) as calendar_id, cast(null as integer) as calendar_year
    from (select 1 as nothing) as no_year
    where 1 = 0
{%- endmacro %}

{#- The windows of every shift, a company's own shift in place of a shipped one of its name. -#}
{% macro shift_window_rows() -%}
    select shift_id, weekday, window_number, starts_at_minute, ends_at_minute
    from {{ ref('working_shifts') }}
    {%- if var('working_time').own_shifts %}
    where shift_id not in ('{{ var('working_time').own_shifts | join("', '") }}')
    {%- endif %}
    {%- for each in var('working_time').windows %}
    union all
    select {{ text_literal(each.shift_id) }}, {{ each.weekday }}, {{ each.window_number }}, {{ each.starts_at_minute }},
        {{ each.ends_at_minute }}
    {%- endfor %}
{%- endmacro %}
