-- The balances of the last month are the sum of all stock moves up to the run's "now", and the goods issued over all
-- months are what was delivered to customers less what came back, company by company and item by item. What was issued
-- before the calendar begins is in no month.
{{ config(meta={'dagster': {'ref': {'name': 'fct_inventory_months'}}}) }}
{%- set nothing = 'cast(0 as ' ~ dbt.type_numeric() ~ ')' %}

with compared as (
    select
        {{ counting_source_id('source_id', 'company_id') }} as source_id, company_id, item_id,
        value_company_currency as value,
        cast(case when is_to_stock then quantity_stock_unit else 0 end
            - case when is_from_stock then quantity_stock_unit else 0 end as {{ dbt.type_numeric() }}) as quantity,
        cast(case
            when coalesce(revalued_reason, reason) in ('customer_delivery', 'customer_return')
                and {{ local_date('moved_at') }} >= (
                    select {{ dbt.date_trunc('month', 'min(calendar_date)') }} from {{ ref('dim_working_days') }}
                )
            then -value_company_currency else 0
        end as {{ dbt.type_numeric() }}) as issue_cost
    from {{ ref('stock_moves') }}
    where moved_at <= {{ as_of() }}
    union all
    select
        source_id, company_id, item_id,
        case when is_last then -closing_value_company_currency else {{ nothing }} end,
        case when is_last then -closing_quantity_stock_unit else {{ nothing }} end,
        -issue_cost_company_currency
    from (
        select *, month_start = max(month_start) over () as is_last from {{ ref('fct_inventory_months') }}
    ) as months
)

select source_id, company_id, item_id, sum(value) as value_missing, sum(quantity) as quantity_missing,
    sum(issue_cost) as issue_cost_missing
from compared
group by source_id, company_id, item_id
having abs(sum(value)) > 0.0001 or abs(sum(quantity)) > 0.0001 or abs(sum(issue_cost)) > 0.0001
