-- Month-end balances: what the daily balances say of the last day of each month, all owners together. A running month
-- shows what it has come to.
with months as (
    select distinct cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start
    from {{ ref('dim_working_days') }}
    -- a month that begins with the run's "now" has not been seen at all
    where {{ local_to_utc(dbt.date_trunc('month', 'calendar_date')) }} < {{ as_of() }}
),

calendar as (
    select min(month_start) as first_month from months
),

changes as (
    select * from {{ ref('inventory_changes') }}
),

days as (
    select * from {{ ref('fct_inventory_days') }}
),

-- what moved before the calendar begins is the balance that its first month opens with
first_dates as (
    select changes.company_id, greatest(min(changes.moved_on), min(calendar.first_month)) as first_move_date
    from changes
    cross join calendar
    group by changes.company_id
),

issue_months as (
    select
        changes.company_id, changes.item_id, changes.warehouse_id,
        cast({{ dbt.date_trunc('month', 'changes.moved_on') }} as date) as month_start,
        sum(changes.issue_cost_company_currency) as issue_cost
    from changes
    inner join calendar on changes.moved_on >= calendar.first_month
    where changes.issue_cost_company_currency <> 0
    group by changes.company_id, changes.item_id, changes.warehouse_id,
        cast({{ dbt.date_trunc('month', 'changes.moved_on') }} as date)
),

month_ends as (
    select
        days.company_id, days.item_id, days.warehouse_id, months.month_start,
        sum(days.closing_quantity_stock_unit) as closing_quantity,
        sum(days.closing_value_company_currency) as closing_value
    from days
    inner join months
        on {{ holds_on('days', dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'months.month_start'))) }}
    where {{ holds_at_a_month_end('days') }}
    group by days.company_id, days.item_id, days.warehouse_id, months.month_start
),

positions as (
    select distinct source_id, company_id, item_id, warehouse_id from days
    union
    select distinct source_id, company_id, item_id, warehouse_id from changes where issue_cost_company_currency <> 0
)

select
    positions.source_id,
    positions.company_id,
    positions.item_id,
    positions.warehouse_id,
    months.month_start,
    first_dates.first_move_date,
    cast(coalesce(month_ends.closing_quantity, 0) as {{ dbt.type_numeric() }}) as closing_quantity_stock_unit,
    cast(coalesce(month_ends.closing_value, 0) as {{ dbt.type_numeric() }}) as closing_value_company_currency,
    cast(coalesce(issue_months.issue_cost, 0) as {{ dbt.type_numeric() }}) as issue_cost_company_currency
from positions
inner join first_dates on first_dates.company_id = positions.company_id
inner join months
    on months.month_start >= cast({{ dbt.date_trunc('month', 'first_dates.first_move_date') }} as date)
left join month_ends
    on month_ends.company_id = positions.company_id
    and month_ends.item_id = positions.item_id
    and month_ends.warehouse_id = positions.warehouse_id
    and month_ends.month_start = months.month_start
left join issue_months
    on issue_months.company_id = positions.company_id
    and issue_months.item_id = positions.item_id
    and issue_months.warehouse_id = positions.warehouse_id
    and issue_months.month_start = months.month_start
