-- The only balances that Tryton keeps are those of closed periods; all others it adds up from the moves, as is done here.
select
    balances.source_id,
    periods.stock_period_id || ':' || coalesce(locations.warehouse_id, '-') || ':' || balances.product_id
        as stock_balance_id,
    periods.company_id,
    locations.warehouse_id,
    balances.product_id as item_id,
    'own' as owner,
    {{ tryton_end_of_day('periods.last_day') }} as balance_at,
    cast(sum(balances.quantity_stock_unit) as {{ dbt.type_numeric() }}) as quantity_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as value_company_currency
from {{ ref('stg_tryton__period_balances') }} as balances
inner join {{ ref('stg_tryton__stock_periods') }} as periods on periods.stock_period_id = balances.stock_period_id
inner join {{ ref('int_tryton__locations') }} as locations on locations.location_id = balances.location_id
where periods.state = 'closed' and locations.is_stock
group by 1, 2, 3, 4, 5, 6, 7
