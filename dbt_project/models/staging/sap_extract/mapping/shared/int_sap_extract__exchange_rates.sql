-- Average rates (type M) from or to a company's currency are rates of that company. One that is kept in both directions
-- is taken from the foreign currency to the company's own.
with rates as (
    select
        rates.*,
        {{ sap_rate('rates.rate') }} * coalesce(ratios.ratio, 1.0) as to_units_per_from_unit
    from {{ ref('stg_sap_extract__exchange_rates') }} as rates
    left join {{ ref('int_sap_extract__currency_ratios') }} as ratios
        on ratios.client_id = rates.client_id
        and ratios.from_currency = rates.from_currency
        and ratios.to_currency = rates.to_currency
    where rates.rate_type = 'M' and rates.rate <> 0 and rates.from_currency <> rates.to_currency
),

of_companies as (
    select
        rates.source_id,
        companies.company_id,
        companies.company_currency,
        case when rates.to_currency = companies.company_currency then rates.from_currency else rates.to_currency end
            as currency_code,
        rates.valid_from_date,
        case
            when rates.to_currency = companies.company_currency then 1.0 / rates.to_units_per_from_unit
            else rates.to_units_per_from_unit
        end as units_per_company_currency,
        case when rates.to_currency = companies.company_currency then 1 else 2 end as direction
    from rates
    inner join {{ ref('stg_sap_extract__companies') }} as companies
        on companies.client_id = rates.client_id
        and companies.company_currency in (rates.from_currency, rates.to_currency)
),

ranked as (
    select
        *,
        row_number() over (partition by company_id, currency_code, valid_from_date order by direction) as preference
    from of_companies
)

select
    source_id,
    company_id || ':' || currency_code || ':' || cast(valid_from_date as {{ dbt.type_string() }}) as exchange_rate_id,
    company_id,
    currency_code,
    valid_from_date,
    units_per_company_currency
from ranked
where preference = 1
