{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as company_id,
    {{ source_key(each, 'party') }} as party_id,
    {{ source_key(each, 'currency') }} as currency_id
from {{ raw(each, 'company_company') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
