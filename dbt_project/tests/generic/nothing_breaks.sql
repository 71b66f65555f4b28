{#-
  Warns of a rule on the quality of data that records break, and says how many. They are counted in the mart already, so a
  rule costs no reading of records; broken records are the company's work and never stop a run.
-#}
{% test nothing_breaks(model, rule_id) %}
{{ config(severity='warn', fail_calc='coalesce(sum(broken_records), 0)') }}
select source_id, company_id, department_id, entered_month, broken_records, example
from {{ model }}
where rule_id = '{{ rule_id }}' and broken_records > 0
{% endtest %}
