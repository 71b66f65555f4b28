{#- The configured sources of one ERP, in the order of cockpit.yml. -#}
{% macro sources_of(erp) %}
    {{ return(var('sources') | selectattr('erp', 'equalto', erp) | list) }}
{% endmacro %}

{#-
  The raw table of one source. Every source of an ERP has its own schema with the same tables; the call of source()
  gives dbt (and Dagster) the dependency, whichever source it is.
-#}
{% macro raw(each, table_name) %}
    {%- set declared = source(each.erp, table_name) -%}
    {{ return(api.Relation.create(database=target.database, schema='raw_' ~ each.name, identifier=table_name)) }}
{% endmacro %}

{#- A key of a source as the text every layer above uses: unique over all sources; null stays null. -#}
{% macro source_key(each, column) -%}
    '{{ each.name }}:' || cast({{ column }} as {{ dbt.type_string() }})
{%- endmacro %}

{#- A stamp of a source in UTC. -#}
{% macro source_stamp(each, column) -%}
    {%- if each.timezone == 'UTC' -%}{{ column }}{%- else -%}{{ local_to_utc(column, each.timezone) }}{%- endif -%}
{%- endmacro %}
