-- Every day opens with what the day before closed with, opening plus in less out is closing, a balance holds until the next
-- one begins and the last for ever, and the last balances are what all stock moves up to the run's "now" add up to.
{{ config(meta={'dagster': {'ref': {'name': 'fct_inventory_days'}}}) }}

with days as (
    select
        *,
        lag(closing_quantity_stock_unit, 1, 0) over (
            partition by company_id, item_id, warehouse_id, owner order by valid_from
        ) as closing_quantity_before,
        lag(closing_value_company_currency, 1, 0) over (
            partition by company_id, item_id, warehouse_id, owner order by valid_from
        ) as closing_value_before,
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by company_id, item_id, warehouse_id, owner order by valid_from
        ) as next_valid_from
    from {{ ref('fct_inventory_days') }}
),

broken as (
    select 'a day does not follow from the day before' as what, company_id, item_id, warehouse_id, valid_from
    from days
    where opening_quantity_stock_unit <> closing_quantity_before
        or opening_value_company_currency <> closing_value_before
        or closing_quantity_stock_unit
            <> opening_quantity_stock_unit + quantity_in_stock_unit - quantity_out_stock_unit
        or closing_value_company_currency <> opening_value_company_currency + value_change_company_currency
        or valid_to <> next_valid_from
        or valid_to <= valid_from
),

moved as (
    select company_id, item_id, coalesce(owner, 'own') as owner,
        sum(cast(case when is_to_stock then quantity_stock_unit else 0 end
            - case when is_from_stock then quantity_stock_unit else 0 end as {{ dbt.type_numeric() }})) as quantity
    from {{ ref('stock_moves') }}
    where moved_at <= {{ as_of() }} and company_id is not null and item_id is not null
    group by company_id, item_id, coalesce(owner, 'own')
),

present as (
    select company_id, item_id, owner, sum(closing_quantity_stock_unit) as quantity
    from {{ ref('fct_inventory_days') }}
    where valid_to = {{ end_of_time() }}
    group by company_id, item_id, owner
)

select * from broken
union all
select 'the balance is not what moved', moved.company_id, moved.item_id, moved.owner, null
from moved
left join present
    on present.company_id = moved.company_id and present.item_id = moved.item_id and present.owner = moved.owner
where coalesce(present.quantity, 0) <> moved.quantity
