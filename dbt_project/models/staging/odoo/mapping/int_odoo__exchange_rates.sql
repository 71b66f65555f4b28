select
    rates.source_id,
    rates.currency_rate_id as exchange_rate_id,
    rates.company_id,
    currencies.currency_code,
    rates.valid_from_date,
    rates.units_per_company_currency
from {{ ref('stg_odoo__currency_rates') }} as rates
inner join {{ ref('stg_odoo__currencies') }} as currencies on currencies.currency_id = rates.currency_id
