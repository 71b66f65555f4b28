-- The row of a currency against itself says nothing.
select
    source_id,
    currency_rate_id as exchange_rate_id,
    source_id || ':company' as company_id,
    to_currency as currency_code,
    valid_from_date,
    units_per_from_currency as units_per_company_currency
from {{ ref('stg_adventureworks__currency_rates') }}
where from_currency <> to_currency and units_per_from_currency is not null
