{#-
  The rows of one canonical entity from all configured ERPs. The columns are those of the model's own contract, so the
  contract is written once, and an ERP that lacks a column fails at once, by name.

  An ERP delivers an entity by having a model for it; the pipeline passes the list. Without it (dbt started by hand)
  every ERP is expected to deliver everything.
-#}
{% macro canonical_entity(entity) -%}
    {%- set columns = model.columns.values() | list -%}
    {%- if var('same_company') and entity != 'companies' -%}
    {{ with_same_records(entity, columns) }}
    {%- else -%}
    {{ every_erp(entity, columns) }}
    {%- endif -%}
{%- endmacro %}

{#- The rows of an entity as the ERPs have them; columns have a name and a data_type. -#}
{% macro every_erp(entity, columns) -%}
    {%- set erps = [] %}
    {%- for each in var('sources') if each.entities is not defined or entity in each.entities %}
    {%- if each.erp not in erps %}{% do erps.append(each.erp) %}{% endif %}
    {%- endfor %}
    {%- for erp in erps %}
    select
        {%- for column in columns %}
        cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('int_' ~ erp ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from (select 1 as nothing) as no_source
    where 1 = 0
    {%- endfor %}
{%- endmacro %}
