-- Every record that breaks a rule, once for each rule: the work of whoever owns the rule.
{%- set rules = data_quality_rules() %}
with findings as (
    {%- for records, columns in rules.items() %}
    {%- set outer_last = loop.last %}
    {%- for column in columns %}
    select '{{ records }}.{{ column }}' as rule_id, source_id, record_id, record_name, company_id, department_id,
        entered_on, original_id
    from {{ ref('checked_' ~ records) }}
    where {{ column }}
    {{ "union all" if not (outer_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select
    findings.rule_id,
    findings.record_id,
    findings.source_id,
    findings.record_name,
    findings.company_id,
    findings.department_id,
    findings.entered_on,
    case when named.kind = 'unique' then findings.original_id end as original_id,
    named.records,
    named.kind,
    named.severity,
    named.owner_role_zh,
    named.owner_role_en
from findings
left join {{ ref('data_quality_rules') }} as named on named.rule_id = findings.rule_id
