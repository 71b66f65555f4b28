-- Every activity, stage, reason and document type that the warehouse writes has its one row of names: a second one would
-- double the cases that join it, a missing one would lose them.
{{ config(meta={'dagster': {'ref': {'name': 'activities'}}}) }}
{%- set keys = {
    'activities': "process || '.' || activity",
    'stages': "process || '.' || stage",
    'processes': 'process',
    'exclusion_reasons': 'reason',
    'data_quality_rules': 'rule_id',
    'named_activities': "process || '.' || activity",
    'named_stages': "process || '.' || stage",
    'named_processes': 'process',
    'named_document_types': 'document_type',
    'working_calendar_years': "calendar_id || '.' || cast(calendar_year as " ~ dbt.type_string() ~ ")",
} %}
{%- set uses = [
    ('fct_process_events', "process || '.' || activity", 'named_activities'),
    ('fct_stage_durations', "process || '.' || stage", 'named_stages'),
    ('fct_process_cases', 'process', 'named_processes'),
    ('fct_approval_steps', 'document_type', 'named_document_types'),
    ('exclusions', 'reason', 'exclusion_reasons'),
    ('mart_data_quality_rules', 'rule_id', 'data_quality_rules'),
    ('mart_data_quality_findings', 'rule_id', 'data_quality_rules'),
    ('fct_process_intervals', 'process', 'named_processes'),
] %}

{%- for seed, key in keys.items() %}
select 'twice in {{ seed }}' as finding, {{ key }} as name from {{ ref(seed) }} group by {{ key }} having count(*) > 1
union all
{%- endfor %}
{%- for table, key, seed in uses %}
select distinct 'missing in {{ seed }}', {{ key }}
from {{ ref(table) }}
where {{ key }} not in (select {{ keys[seed] }} from {{ ref(seed) }})
{{ "union all" if not loop.last }}
{%- endfor %}
