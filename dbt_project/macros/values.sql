{#- One language's text of a name that the ERP keeps as JSON translations; the other language where it is missing. -#}
{% macro translated(column, language) -%}
    {{ return(adapter.dispatch('translated')(column, language)) }}
{%- endmacro %}

{% macro default__translated(column, language) -%}
    {%- set other = 'en_US' if language == 'zh_CN' else 'zh_CN' -%}
    case
        when {{ column }} like '{{ "{" }}%'
        then coalesce(json_extract_string({{ column }}, '$.{{ language }}'),
                      json_extract_string({{ column }}, '$.en_US'),
                      json_extract_string({{ column }}, '$.{{ other }}'))
        else {{ column }}
    end
{%- endmacro %}

{% macro spark__translated(column, language) -%}
    coalesce(get_json_object({{ column }}, '$.{{ language }}'), get_json_object({{ column }}, '$.en_US'), {{ column }})
{%- endmacro %}

{#- The id in a value of an audit log: "7" as well as "(7, 'Name')". -#}
{% macro audited_id(column) -%}
    {{ return(adapter.dispatch('audited_id')(column)) }}
{%- endmacro %}

{% macro default__audited_id(column) -%}
    try_cast(nullif(regexp_extract({{ column }}, '^\(?(\d+)', 1), '') as bigint)
{%- endmacro %}

{% macro spark__audited_id(column) -%}
    cast(nullif(regexp_extract({{ column }}, '^\\(?(\\d+)', 1), '') as bigint)
{%- endmacro %}

{#- What stands where a dimension is unknown: metrics join on dimensions, and null joins nothing. -#}
{% macro unassigned(column) -%}
    coalesce({{ column }}, 'unassigned')
{%- endmacro %}
