-- Every company that cockpit.yml says to be in several sources is in them.
{{ config(meta={'dagster': {'ref': {'name': 'companies'}}}) }}
select named.company_id
from (
    {%- for ids in var('same_company') %}
    {%- set is_last = loop.last %}
    {%- for company_id in ids %}
    select '{{ company_id }}' as company_id
    {{ 'union all' if not (loop.last and is_last) }}
    {%- endfor %}
    {%- else %}
    select 'nothing' as company_id from (select 1 as nothing) as no_company where 1 = 0
    {%- endfor %}
) as named
left join {{ ref('companies') }} as companies on companies.company_id = named.company_id
where companies.company_id is null
