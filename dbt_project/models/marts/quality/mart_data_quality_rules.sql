-- Every rule counted: how many records it applied to and how many broke it. The sum over months is the state of now.
{%- set rules = data_quality_rules() %}
with
{%- for records, columns in rules.items() %}
counted_{{ records }} as (
    select
        source_id,
        company_id,
        department_id,
        -- a record of a source that keeps no stamp of entry has been there for ever
        coalesce(cast({{ dbt.date_trunc('month', 'entered_on') }} as date), cast('2000-01-01' as date)) as entered_month,
        {%- for column in columns %}
        count({{ column }}) as {{ column }}_checked,
        sum(case when {{ column }} then 1 else 0 end) as {{ column }}_broken,
        min(case when {{ column }} then record_name end) as {{ column }}_example{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('checked_' ~ records) }}
    group by source_id, company_id, department_id,
        coalesce(cast({{ dbt.date_trunc('month', 'entered_on') }} as date), cast('2000-01-01' as date))
),
{% endfor %}
counted as (
    {%- for records, columns in rules.items() %}
    {%- set is_last = loop.last %}
    {%- for column in columns %}
    select '{{ records }}.{{ column }}' as rule_id, source_id, company_id, department_id, entered_month,
        {{ column }}_checked as checked_records, {{ column }}_broken as broken_records, {{ column }}_example as example
    from counted_{{ records }}
    where {{ column }}_checked > 0
    {{ "union all" if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    counted.rule_id,
    named.records,
    named.kind,
    named.severity,
    named.name_zh,
    named.name_en,
    named.owner_role_zh,
    named.owner_role_en,
    counted.source_id,
    counted.company_id,
    counted.department_id,
    counted.entered_month,
    cast(counted.checked_records as bigint) as checked_records,
    cast(counted.broken_records as bigint) as broken_records,
    counted.example
from counted
left join {{ ref('data_quality_rules') }} as named on named.rule_id = counted.rule_id
