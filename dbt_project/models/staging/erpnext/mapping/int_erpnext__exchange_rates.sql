-- A rate from or to a company's currency is a rate of that company.
with rates as (
    select * from {{ ref('stg_erpnext__currency_exchanges') }}
),

companies as (
    select * from {{ ref('stg_erpnext__companies') }}
)

select
    rates.source_id,
    rates.currency_exchange_id || ':' || companies.company_id as exchange_rate_id,
    companies.company_id,
    case when rates.from_currency = companies.company_currency then rates.to_currency else rates.from_currency end
        as currency_code,
    rates.valid_from_date,
    case
        when rates.from_currency = companies.company_currency then rates.exchange_rate
        else 1.0 / rates.exchange_rate
    end as units_per_company_currency
from rates
inner join companies
    on companies.source_id = rates.source_id
    and companies.company_currency in (rates.from_currency, rates.to_currency)
where rates.from_currency <> rates.to_currency
