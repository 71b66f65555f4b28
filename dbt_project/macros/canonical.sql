{#-
  The rows of one canonical entity from all configured ERPs. The columns are those of the model's own contract, so the
  contract is written once, and an ERP that lacks a column fails at once, by name.
-#}
{% macro canonical_entity(entity) -%}
    {%- set erps = var('sources') | map(attribute='erp') | unique | list %}
    {%- for erp in erps %}
    select
        {%- for column in model.columns.values() %}
        cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('int_' ~ erp ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
