-- Sources keep rates as units of a currency for one of a base, in tables of a company or of all. The base of a company's
-- table is its own currency, that of the common one the currency without a rate. Both currencies' rates of one table
-- make the rate between them: the company's own table is asked first, then the common one, then those of the source's
-- other companies. Where none knows, there is no rate; nothing is taken to be 1.
with companies as (
    select * from {{ ref('companies') }}
),

rates as (
    select *, coalesce(company_id, 'all') as rate_table from {{ ref('exchange_rates') }}
    where units_per_company_currency > 0
),

rate_tables as (
    select distinct rates.source_id, rates.rate_table, owners.company_currency as base_currency
    from rates
    left join companies as owners on owners.company_id = rates.rate_table
),

observed as (
    select distinct
        months.source_id,
        months.company_id,
        months.month_start,
        companies.company_currency,
        case
            when {{ dbt.dateadd('month', 1, 'months.month_start') }} <= {{ as_of_date() }}
            then cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'months.month_start')) }} as date)
            else {{ as_of_date() }}
        end as last_day
    from {{ ref('company_months') }} as months
    left join companies on companies.company_id = months.company_id
),

wanted as (
    select company_id, month_start, source_id, last_day, company_currency as currency_code from observed
    union
    select company_id, month_start, source_id, last_day, '{{ var("group_currency") }}' as currency_code from observed
),

-- of each table the latest rate by the month's end
found as (
    select
        wanted.company_id,
        wanted.month_start,
        wanted.currency_code,
        rate_tables.rate_table,
        case
            when rates.valid_from_date <= wanted.last_day then rates.units_per_company_currency
            when rate_tables.base_currency = wanted.currency_code then 1.0
        end as units,
        rate_tables.rate_table = 'all' and rates.exchange_rate_id is null as is_unknown_to_all,
        row_number() over (
            partition by wanted.company_id, wanted.month_start, wanted.currency_code, rate_tables.rate_table
            order by case when rates.valid_from_date <= wanted.last_day then 0 else 1 end,
                rates.valid_from_date desc, rates.exchange_rate_id desc
        ) as rate_number
    from wanted
    inner join rate_tables on rate_tables.source_id = wanted.source_id
    left join rates
        on rates.source_id = wanted.source_id
        and rates.rate_table = rate_tables.rate_table
        and rates.currency_code = wanted.currency_code
),

latest as (
    select * from found where rate_number = 1
),

converted as (
    select
        observed.company_id,
        observed.month_start,
        case
            when not own_rate.is_unknown_to_all and not group_rate.is_unknown_to_all
            then group_rate.units / own_rate.units
            -- in the common table one of the two may be the base, unless the other is
            when own_rate.is_unknown_to_all and group_rate.units <> 1 then group_rate.units
            when group_rate.is_unknown_to_all and own_rate.units <> 1 then 1.0 / own_rate.units
        end as rate,
        case
            when own_rate.rate_table = observed.company_id then '1'
            when own_rate.rate_table = 'all' then '2'
            else '3' || own_rate.rate_table
        end as rank_of_table
    from observed
    inner join latest as own_rate
        on own_rate.company_id = observed.company_id
        and own_rate.month_start = observed.month_start
        and own_rate.currency_code = observed.company_currency
    inner join latest as group_rate
        on group_rate.company_id = observed.company_id
        and group_rate.month_start = observed.month_start
        and group_rate.currency_code = '{{ var("group_currency") }}'
        and group_rate.rate_table = own_rate.rate_table
),

ranked as (
    select *, row_number() over (partition by company_id, month_start order by rank_of_table) as table_number
    from converted
    where rate is not null
)

select
    observed.source_id,
    observed.company_id,
    observed.month_start,
    observed.company_currency,
    cast(
        case when observed.company_currency = '{{ var("group_currency") }}' then 1.0 else ranked.rate end as double
    ) as group_currency_per_company_currency
from observed
left join ranked
    on ranked.company_id = observed.company_id
    and ranked.month_start = observed.month_start
    and ranked.table_number = 1
