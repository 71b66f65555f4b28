{#-
  Balances that are kept as one row a change: a row holds from its day (valid_from) up to the day before the next one
  begins (valid_to). The balance of any day is the one row that holds on it.
-#}

{#- The day that never comes: until then holds what still holds. -#}
{% macro end_of_time() -%}
    cast('9999-12-31' as date)
{%- endmacro %}

{#- Whether a row of `relation` (an alias) holds at the end of a day. -#}
{% macro holds_on(relation, day) -%}
    ({{ relation }}.valid_from <= {{ day }} and {{ day }} < {{ relation }}.valid_to)
{%- endmacro %}

{#- Whether a row of `relation` holds at the end of some month: it was not followed by another within its own. -#}
{% macro holds_at_a_month_end(relation) -%}
    {{ dbt.date_trunc('month', relation ~ '.valid_from') }} < {{ dbt.date_trunc('month', relation ~ '.valid_to') }}
{%- endmacro %}
