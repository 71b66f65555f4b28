-- Changes of stock value. Up to Odoo 18 they are written as layers. 19 keeps them in the moves themselves, and where
-- somebody sets a price it keeps the price only: the stock is then worth its quantity at that price, and the change is
-- what it was not worth before.
with moves as (
    select * from {{ ref('stg_odoo__stock_moves') }} where state = 'done' and value_direction is not null
),

move_layers as (
    select
        moves.source_id,
        moves.move_id || ':move' as valuation_layer_id,
        moves.product_id,
        moves.company_id,
        moves.value_direction * {{ in_stock_unit('moves.quantity', 'units', 'items') }} as quantity,
        moves.value_company_currency,
        moves.move_id,
        moves.moved_at as valued_at
    from moves
    left join {{ ref('int_odoo__items') }} as items on items.item_id = moves.product_id
    left join {{ ref('stg_odoo__units') }} as units on units.unit_id = moves.unit_id
    -- a count without a difference moves nothing
    where moves.value_direction <> 0 and moves.quantity <> 0
),

-- a value set for one move is in the move; one for a lot says nothing of the item's other lots
prices as (
    select * from {{ ref('stg_odoo__product_values') }} where move_id is null and lot_id is null and product_id is not null
),

stocks as (
    select
        prices.product_value_id,
        coalesce(sum(move_layers.quantity), 0) as quantity,
        coalesce(sum(move_layers.value_company_currency), 0) as moved_value
    from prices
    left join move_layers
        on move_layers.product_id = prices.product_id
        and move_layers.company_id = prices.company_id
        and move_layers.valued_at <= prices.set_at
    group by prices.product_value_id
),

worths as (
    select
        prices.*,
        stocks.moved_value,
        prices.value * stocks.quantity as worth,
        lag(stocks.moved_value, 1, 0) over (
            partition by prices.product_id, prices.company_id order by prices.set_at, prices.number_in_source
        ) as moved_value_before,
        lag(prices.value * stocks.quantity, 1, 0) over (
            partition by prices.product_id, prices.company_id order by prices.set_at, prices.number_in_source
        ) as worth_before
    from prices
    inner join stocks on stocks.product_value_id = prices.product_value_id
)

select
    source_id, valuation_layer_id, product_id, company_id, quantity, value_company_currency, move_id, origin_layer_id,
    valued_at
from {{ ref('stg_odoo__valuation_layers') }}
union all
select
    source_id, valuation_layer_id, product_id, company_id, quantity, value_company_currency, move_id,
    cast(null as {{ dbt.type_string() }}) as origin_layer_id,
    valued_at
from move_layers
union all
select
    source_id,
    product_value_id || ':price' as valuation_layer_id,
    product_id,
    company_id,
    0 as quantity,
    cast(worth - worth_before - (moved_value - moved_value_before) as {{ dbt.type_numeric() }}) as value_company_currency,
    cast(null as {{ dbt.type_string() }}) as move_id,
    cast(null as {{ dbt.type_string() }}) as origin_layer_id,
    set_at as valued_at
from worths
