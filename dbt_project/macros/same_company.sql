{#-
  One company in several sources (`same_company` of cockpit.yml), as after a change of systems: it counts under its first
  id, and its departments, warehouses, items and partners under those that its first source has for their codes. Belongs
  here: putting ids that count in the place of others. Does not belong here: what has the same code
  (models/canonical/same_records.sql). Without `same_company` nothing of this is in any SQL.
-#}

{#- Columns that name master data → its entity. -#}
{% macro master_columns() -%}
    {{ return({
        'department_id': 'departments', 'parent_department_id': 'departments', 'warehouse_id': 'warehouses',
        'from_warehouse_id': 'warehouses', 'to_warehouse_id': 'warehouses', 'item_id': 'items',
        'customer_id': 'customers', 'supplier_id': 'suppliers', 'partner_id': 'partners',
    }) }}
{%- endmacro %}

{#- The id under which a company counts. -#}
{% macro counting_company(company_id) -%}
    {%- if not var('same_company') -%}{{ company_id }}{%- else -%}
    case {{ company_id }}
        {%- for ids in var('same_company') %}{% for other in ids[1:] %} when '{{ other }}' then '{{ ids[0] }}'{% endfor %}{% endfor %}
        else {{ company_id }} end
    {%- endif -%}
{%- endmacro %}

{#- The source of what is added up for a company, whichever source its rows come from. -#}
{% macro counting_source_id(source_id, company_id) -%}
    {%- if not var('same_company') -%}{{ source_id }}{%- else -%}
    case {{ company_id }}
        {%- for ids in var('same_company') %} when '{{ ids[0] }}' then '{{ ids[0].split(":")[0] }}'{% endfor %}
        else {{ source_id }} end
    {%- endif -%}
{%- endmacro %}

{#- An entity's rows, with the ids that count. Master data keeps its own: rules on its quality hold in every source. -#}
{% macro with_same_records(entity, columns) -%}
    {#- named outside of all conditions, as dbt reads a model's dependencies before it knows its columns -#}
    {%- set same_records = ref('same_records') -%}
    {%- set named = [] -%}
    {%- for column in columns if column.name in master_columns() and column.name != entity[:-1] ~ '_id' -%}
        {%- do named.append(column.name) -%}
    {%- endfor -%}
    select
        {%- for column in columns %}
        {%- if column.name in named %}
        coalesce(same_{{ column.name }}.counting_id, united.{{ column.name }}) as {{ column.name }}
        {%- elif column.name == 'company_id' %}
        {{ counting_company('united.company_id') }} as company_id
        {%- else %}
        united.{{ column.name }}
        {%- endif %}{{ "," if not loop.last }}
        {%- endfor %}
    from ({{ every_erp(entity, columns) }}) as united
    {%- for column in named %}
    left join {{ same_records }} as same_{{ column }}
        on same_{{ column }}.record_id = united.{{ column }}
        and same_{{ column }}.entity = {% if master_columns()[column] == 'partners' -%}
            case united.invoice_kind when 'customer' then 'customers' else 'suppliers' end
        {%- else %}'{{ master_columns()[column] }}'{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- The id under which master data counts, one at a time: for tests that compare with a source. -#}
{% macro counting_id(entity, record_id) -%}
    {%- if not var('same_company') -%}{{ record_id }}{%- else -%}
    coalesce(
        (select max(counting_id) from {{ ref('same_records') }} where entity = '{{ entity }}' and record_id = {{ record_id }}),
        {{ record_id }}
    )
    {%- endif -%}
{%- endmacro %}
