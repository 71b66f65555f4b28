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

{#-
  The texts of a group joined in the order of a number. Sorting each group's list is three times as fast as an aggregate
  that orders its rows (dbt's listagg); the list holds little, as it cannot be moved to disk.
-#}
{% macro joined_in_order(text, number, separator) -%}
    {{ return(adapter.dispatch('joined_in_order')(text, number, separator)) }}
{%- endmacro %}

{% macro default__joined_in_order(text, number, separator) -%}
    array_to_string(
        list_transform(list_sort(list({'number': {{ number }}, 'text': {{ text }}})), each -> each.text),
        '{{ separator }}'
    )
{%- endmacro %}

{% macro spark__joined_in_order(text, number, separator) -%}
    array_join(
        transform(array_sort(collect_list(struct({{ number }} as number, {{ text }} as text))), each -> each.text),
        '{{ separator }}'
    )
{%- endmacro %}
