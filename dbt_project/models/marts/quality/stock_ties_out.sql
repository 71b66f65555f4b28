-- The balance that the moves add up to beside the one that the ERP itself keeps, wherever it keeps one. A balance without a
-- moment is that of the hour the source was read, so all moves that were read count, also those after the run's "now". A
-- place that the ERP has no row for is empty to it. Differences are data, and no reason to stop a run.
with balances as (
    select
        *,
        {{ unassigned('company_id') }} as company,
        {{ unassigned('warehouse_id') }} as warehouse,
        coalesce(cast(balance_at as {{ dbt.type_string() }}), 'as_read') as moment
    from {{ ref('stock_balances') }}
),

-- what a source was read as holds for all its companies, the end of a period for the company that closed it
moments as (
    select distinct source_id, balance_at, moment,
        case when balance_at is not null then company end as company,
        max(case when value_company_currency is not null then 1 else 0 end) over (partition by source_id) = 1 as is_valued
    from balances
),

sides as (
    select source_id, {{ unassigned('company_id') }} as company, {{ unassigned('to_warehouse_id') }} as warehouse,
        item_id, coalesce(owner, 'own') as owner, moved_at, quantity_stock_unit as quantity,
        value_company_currency as amount
    from {{ ref('stock_moves') }}
    where is_to_stock and item_id is not null
    union all
    select source_id, {{ unassigned('company_id') }}, {{ unassigned('from_warehouse_id') }}, item_id,
        coalesce(owner, 'own'), moved_at, -quantity_stock_unit,
        case when is_to_stock then 0 else value_company_currency end
    from {{ ref('stock_moves') }}
    where is_from_stock and item_id is not null
),

compared as (
    select moments.source_id, sides.company, sides.warehouse, sides.item_id, sides.owner, moments.balance_at,
        moments.moment, moments.is_valued, sides.quantity as moved_quantity, 0 as erp_quantity,
        sides.amount as moved_value, 0 as erp_value
    from sides
    inner join moments
        on moments.source_id = sides.source_id
        and (moments.company is null or moments.company = sides.company)
        and (moments.balance_at is null or sides.moved_at <= moments.balance_at)
    union all
    select balances.source_id, balances.company, balances.warehouse, balances.item_id, balances.owner,
        balances.balance_at, balances.moment, moments.is_valued, 0, balances.quantity_stock_unit, 0,
        balances.value_company_currency
    from balances
    inner join moments
        on moments.source_id = balances.source_id
        and moments.moment = balances.moment
        and (moments.company is null or moments.company = balances.company)
),

positions as (
    select
        source_id, company, warehouse, item_id, owner, balance_at, moment, is_valued,
        cast(sum(moved_quantity) as {{ dbt.type_numeric() }}) as moved_quantity,
        cast(sum(erp_quantity) as {{ dbt.type_numeric() }}) as erp_quantity,
        cast(sum(moved_value) as {{ dbt.type_numeric() }}) as moved_value,
        cast(sum(erp_value) as {{ dbt.type_numeric() }}) as erp_value
    from compared
    group by source_id, company, warehouse, item_id, owner, balance_at, moment, is_valued
)

select
    source_id,
    {# a place of a company that is in several sources has a balance in each of them -#}
    {{ "source_id || ':' || " if var('same_company') -}}
    company || ':' || warehouse || ':' || item_id || ':' || owner || ':' || moment as stock_tie_out_id,
    company as company_id,
    warehouse as warehouse_id,
    item_id,
    owner,
    balance_at,
    moved_quantity as moved_quantity_stock_unit,
    erp_quantity as erp_quantity_stock_unit,
    case when is_valued then moved_value end as moved_value_company_currency,
    case when is_valued then erp_value end as erp_value_company_currency,
    -- half of the smallest step of a unit, or of a cent, is rounding
    abs(moved_quantity - erp_quantity) <= 0.005 as is_quantity_equal,
    case when is_valued then abs(moved_value - erp_value) <= 0.005 end as is_value_equal
from positions
