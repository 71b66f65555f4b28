-- Balances of every day, one row a change: a row holds from its day until the next one begins. The ERP values stock a
-- company and item, so a warehouse's value is its share of the company's own stock by quantity; what no quantity can
-- carry stays with the first warehouse, so that the warehouses always add up to the company. Goods of somebody else are
-- worth nothing to the company. A move that is entered late changes its own day and all that follow, as every run makes
-- the balances from all moves.
with changes as (
    select * from {{ ref('inventory_changes') }} where has_place
),

item_days as (
    select source_id, company_id, item_id, moved_on, sum(value_change_company_currency) as value_change
    from {{ ref('inventory_changes') }}
    group by source_id, company_id, item_id, moved_on
),

owners as (
    select company_id, item_id, min(case when owner = 'own' then 0 else 1 end) = 1 as is_consigned_only
    from changes
    group by company_id, item_id
),

places as (
    select source_id, company_id, item_id, warehouse_id, owner, min(moved_on) as first_on
    from changes
    group by source_id, company_id, item_id, warehouse_id, owner
    union all
    -- value that the company's own stock never had a place for
    select item_days.source_id, item_days.company_id, item_days.item_id, 'unassigned' as warehouse_id, 'own' as owner,
        min(item_days.moved_on) as first_on
    from item_days
    left join owners on owners.company_id = item_days.company_id and owners.item_id = item_days.item_id
    where owners.item_id is null or owners.is_consigned_only
    group by item_days.source_id, item_days.company_id, item_days.item_id
    having max(abs(item_days.value_change)) > 0 or max(owners.item_id) is null
),

positions as (
    select
        *,
        row_number() over (
            partition by company_id, item_id order by case when owner = 'own' then 0 else 1 end, warehouse_id
        ) as position_number
    from places
),

balances as (
    select
        positions.*,
        item_days.moved_on,
        coalesce(changes.quantity_in_stock_unit, 0) as quantity_in,
        coalesce(changes.quantity_out_stock_unit, 0) as quantity_out,
        sum(coalesce(changes.quantity_in_stock_unit, 0) - coalesce(changes.quantity_out_stock_unit, 0)) over (
            partition by positions.company_id, positions.item_id, positions.warehouse_id, positions.owner
            order by item_days.moved_on rows between unbounded preceding and current row
        ) as closing_quantity,
        sum(case when positions.position_number = 1 then item_days.value_change else 0 end) over (
            partition by positions.company_id, positions.item_id order by item_days.moved_on
        ) as company_closing_value
    from positions
    inner join item_days
        on item_days.company_id = positions.company_id and item_days.item_id = positions.item_id
    left join changes
        on changes.company_id = positions.company_id
        and changes.item_id = positions.item_id
        and changes.warehouse_id = positions.warehouse_id
        and changes.owner = positions.owner
        and changes.moved_on = item_days.moved_on
),

owned as (
    select
        *,
        sum(case when owner = 'own' then closing_quantity else 0 end) over (
            partition by company_id, item_id, moved_on
        ) as own_closing_quantity
    from balances
),

shared as (
    select
        *,
        case
            when position_number > 1 and owner = 'own' and own_closing_quantity <> 0
            then cast(company_closing_value * (closing_quantity / own_closing_quantity) as {{ dbt.type_numeric() }})
            else cast(0 as {{ dbt.type_numeric() }})
        end as share_value
    from owned
),

valued as (
    select
        *,
        case
            when position_number = 1
            then company_closing_value - sum(share_value) over (partition by company_id, item_id, moved_on)
            else share_value
        end as closing_value
    from shared
),

stepped as (
    select
        *,
        lag(closing_value, 1, 0) over (
            partition by company_id, item_id, warehouse_id, owner order by moved_on
        ) as opening_value
    from valued
)

select
    source_id,
    company_id,
    item_id,
    warehouse_id,
    owner,
    moved_on as valid_from,
    coalesce(
        lead(moved_on) over (partition by company_id, item_id, warehouse_id, owner order by moved_on),
        {{ end_of_time() }}
    ) as valid_to,
    cast(closing_quantity - quantity_in + quantity_out as {{ dbt.type_numeric() }}) as opening_quantity_stock_unit,
    cast(quantity_in as {{ dbt.type_numeric() }}) as quantity_in_stock_unit,
    cast(quantity_out as {{ dbt.type_numeric() }}) as quantity_out_stock_unit,
    cast(closing_quantity as {{ dbt.type_numeric() }}) as closing_quantity_stock_unit,
    cast(opening_value as {{ dbt.type_numeric() }}) as opening_value_company_currency,
    cast(closing_value - opening_value as {{ dbt.type_numeric() }}) as value_change_company_currency,
    cast(closing_value as {{ dbt.type_numeric() }}) as closing_value_company_currency,
    closing_quantity < 0 as is_negative
from stepped
-- the first day a place was touched stands even where nothing stayed: the place is known from then on
where quantity_in <> 0 or quantity_out <> 0 or closing_value <> opening_value or moved_on = first_on
