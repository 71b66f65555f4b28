{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'CurrencyRateID') }} as currency_rate_id,
    cast(CurrencyRateDate as date) as valid_from_date,
    FromCurrencyCode as from_currency,
    ToCurrencyCode as to_currency,
    nullif(EndOfDayRate, 0) as units_per_from_currency
from {{ raw(each, 'currency_rate') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
