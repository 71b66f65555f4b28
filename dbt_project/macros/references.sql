{#-
  Rows of canonical entities whose reference leads nowhere, counted by reference; null is no reference. One query over
  many references, since each test of its own costs more than its query. Each is (entity, column, to entity, its key).
-#}
{% macro dangling_references(references) -%}
    {%- for entity, column, to_entity, key in references %}
    select '{{ entity }}.{{ column }}' as reference, '{{ to_entity }}' as leads_to, count(*) as row_count,
        min({{ column }}) as example
    from {{ ref(entity) }}
    where {{ column }} is not null and {{ column }} not in (select {{ key }} from {{ ref(to_entity) }})
    having count(*) > 0
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
