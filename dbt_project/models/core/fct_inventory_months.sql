-- Month-end balances. Quantities are known a warehouse; the ERP values stock a company and item, so a warehouse's
-- value is its share of the company's by quantity. What no quantity can carry stays with the first warehouse, so that
-- the warehouses always add up to the company.
with months as (
    select distinct cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start
    from {{ ref('dim_working_days') }}
    -- a month that begins with the run's "now" has not been seen at all
    where {{ local_to_utc(dbt.date_trunc('month', 'calendar_date')) }} < {{ as_of() }}
),

-- what moved before the calendar begins is the balance that its first month opens with
moves as (
    select *, cast({{ dbt.date_trunc('month', 'moved_on') }} as date) as month_start
    from (
        select stock_moves.*, greatest({{ local_date('moved_at') }}, calendar.first_month) as moved_on,
            {{ local_date('moved_at') }} < calendar.first_month as is_before_calendar
        from {{ ref('stock_moves') }} as stock_moves
        cross join (select min(month_start) as first_month from months) as calendar
        where moved_at <= {{ as_of() }}
    ) as dated
),

warehouse_changes as (
    select source_id, company_id, item_id, month_start, {{ unassigned('to_warehouse_id') }} as warehouse_id,
        quantity_stock_unit as quantity_change, cast(0 as {{ dbt.type_numeric() }}) as issue_cost
    from moves
    where is_to_stock
    union all
    select source_id, company_id, item_id, month_start, {{ unassigned('from_warehouse_id') }} as warehouse_id,
        -quantity_stock_unit as quantity_change, cast(0 as {{ dbt.type_numeric() }}) as issue_cost
    from moves
    where is_from_stock
    union all
    -- goods issued at cost: delivered to customers, less what they returned, and what that is found later to have cost
    select source_id, company_id, item_id, month_start,
        coalesce(case when is_from_stock then from_warehouse_id else to_warehouse_id end, 'unassigned') as warehouse_id,
        cast(0 as {{ dbt.type_numeric() }}) as quantity_change, -value_company_currency as issue_cost
    from moves
    where not is_before_calendar and coalesce(revalued_reason, reason) in ('customer_delivery', 'customer_return')
),

warehouse_months as (
    select source_id, company_id, item_id, warehouse_id, month_start,
        sum(quantity_change) as quantity_change, sum(issue_cost) as issue_cost
    from warehouse_changes
    group by source_id, company_id, item_id, warehouse_id, month_start
),

value_months as (
    select source_id, company_id, item_id, month_start, sum(value_company_currency) as value_change
    from moves
    group by source_id, company_id, item_id, month_start
),

first_dates as (
    select company_id, min(moved_on) as first_move_date from moves group by company_id
),

positions as (
    select distinct source_id, company_id, item_id, warehouse_id from warehouse_months
    union
    -- an item whose value changed and that never moved
    select distinct value_months.source_id, value_months.company_id, value_months.item_id, 'unassigned' as warehouse_id
    from value_months
    left join warehouse_months
        on warehouse_months.company_id = value_months.company_id and warehouse_months.item_id = value_months.item_id
    where warehouse_months.item_id is null
),

spine as (
    select
        positions.*,
        months.month_start,
        first_dates.first_move_date,
        row_number() over (
            partition by positions.company_id, positions.item_id, months.month_start order by positions.warehouse_id
        ) as position_number
    from positions
    inner join first_dates on first_dates.company_id = positions.company_id
    inner join months on months.month_start >= cast({{ dbt.date_trunc('month', 'first_dates.first_move_date') }} as date)
),

balances as (
    select
        spine.*,
        coalesce(warehouse_months.issue_cost, 0) as issue_cost,
        sum(coalesce(warehouse_months.quantity_change, 0)) over (
            partition by spine.company_id, spine.item_id, spine.warehouse_id order by spine.month_start
            rows between unbounded preceding and current row
        ) as closing_quantity,
        sum(case when spine.position_number = 1 then coalesce(value_months.value_change, 0) else 0 end) over (
            partition by spine.company_id, spine.item_id order by spine.month_start
        ) as company_closing_value
    from spine
    left join warehouse_months
        on warehouse_months.company_id = spine.company_id
        and warehouse_months.item_id = spine.item_id
        and warehouse_months.warehouse_id = spine.warehouse_id
        and warehouse_months.month_start = spine.month_start
    left join value_months
        on value_months.company_id = spine.company_id
        and value_months.item_id = spine.item_id
        and value_months.month_start = spine.month_start
),

shared as (
    select
        *,
        sum(closing_quantity) over (partition by company_id, item_id, month_start) as company_closing_quantity
    from balances
),

allocated as (
    select
        *,
        case
            when position_number > 1 and company_closing_quantity <> 0
            then cast(company_closing_value * (closing_quantity / company_closing_quantity) as {{ dbt.type_numeric() }})
            else cast(0 as {{ dbt.type_numeric() }})
        end as share_value
    from shared
)

select
    source_id,
    company_id,
    item_id,
    warehouse_id,
    month_start,
    first_move_date,
    cast(closing_quantity as {{ dbt.type_numeric() }}) as closing_quantity_stock_unit,
    cast(
        case
            when position_number = 1
            then company_closing_value - sum(share_value) over (partition by company_id, item_id, month_start)
            else share_value
        end as {{ dbt.type_numeric() }}
    ) as closing_value_company_currency,
    cast(issue_cost as {{ dbt.type_numeric() }}) as issue_cost_company_currency
from allocated
