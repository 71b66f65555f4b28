{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as currency_rate_id,
    {{ source_key(each, 'currency') }} as currency_id,
    date as valid_from_date,
    nullif(rate, 0) as rate
from {{ raw(each, 'currency_currency_rate') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
