{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as currency_exchange_id,
    date as valid_from_date,
    from_currency,
    to_currency,
    nullif(exchange_rate, 0) as exchange_rate
from {{ raw(each, 'currency_exchange') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
