-- Rates are units for one of the currency whose rate is 1, whoever's books they are for
select
    rates.source_id,
    rates.currency_rate_id as exchange_rate_id,
    cast(null as {{ dbt.type_string() }}) as company_id,
    currencies.currency_code,
    rates.valid_from_date,
    rates.rate as units_per_company_currency
from {{ ref('stg_tryton__currency_rates') }} as rates
inner join {{ ref('stg_tryton__currencies') }} as currencies on currencies.currency_id = rates.currency_id
where rates.rate is not null
