-- What several sources of one company have the same code for. Whatever stands twice under a code is the same as nothing.
with pairs as (
    {%- set pairs = [] %}
    {%- for ids in var('same_company') %}{% for other in ids[1:] %}
    {%- set pair = (ids[0].split(':')[0], other.split(':')[0]) %}
    {%- if pair not in pairs %}{% do pairs.append(pair) %}{% endif %}
    {%- endfor %}{% endfor %}
    {%- for counting, other in pairs %}
    select '{{ counting }}' as counting_source_id, '{{ other }}' as source_id
    {{ 'union all' if not loop.last }}
    {%- else %}
    select 'nothing' as counting_source_id, 'nothing' as source_id from (select 1 as nothing) as no_company where 1 = 0
    {%- endfor %}
),

unambiguous as (
    select *
    from (
        select *, count(*) over (partition by entity, source_id, company_id, code) as bearers
        from {{ ref('coded_masters') }}
    ) as counted
    where bearers = 1
)

select others.source_id, others.entity, others.record_id, counting.record_id as counting_id
from pairs
inner join unambiguous as counting on counting.source_id = pairs.counting_source_id
inner join unambiguous as others
    on others.source_id = pairs.source_id
    and others.entity = counting.entity
    and others.company_id = counting.company_id
    and others.code = counting.code
