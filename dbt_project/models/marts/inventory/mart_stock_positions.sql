-- Stock at each month's end: below zero, and not moving. An item moves slowly where nobody in the company has issued it to a
-- customer or into production for 180 days, nor has it come in first within them; moving it to another warehouse wakes
-- nothing up.
with months as (
    select
        months.*,
        rates.group_currency_per_company_currency,
        case
            when {{ dbt.dateadd('month', 1, 'months.month_start') }} <= {{ as_of_date() }}
            then cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'months.month_start')) }} as date)
            else {{ as_of_date() }}
        end as observed_day
    from {{ ref('fct_inventory_months') }} as months
    left join {{ ref('fct_company_rates') }} as rates
        on rates.company_id = months.company_id and rates.month_start = months.month_start
),

item_months as (
    select
        company_id, item_id, cast({{ dbt.date_trunc('month', 'moved_on') }} as date) as month_start,
        max(case when quantity_issued_stock_unit > 0 then moved_on end) as last_issued_on,
        min(case when quantity_in_stock_unit > 0 then moved_on end) as first_received_on
    from {{ ref('inventory_changes') }}
    group by company_id, item_id, cast({{ dbt.date_trunc('month', 'moved_on') }} as date)
),

-- one row a month in which something happened, valid until the next
movements as (
    select
        company_id, item_id, month_start,
        lead(month_start, 1, {{ end_of_time() }}) over (partition by company_id, item_id order by month_start)
            as next_month_start,
        max(last_issued_on) over (
            partition by company_id, item_id order by month_start rows between unbounded preceding and current row
        ) as last_issued_on,
        min(first_received_on) over (
            partition by company_id, item_id order by month_start rows between unbounded preceding and current row
        ) as first_received_on
    from item_months
),

dated as (
    select
        months.*,
        movements.last_issued_on,
        {{ dbt.datediff('coalesce(movements.last_issued_on, movements.first_received_on)', 'months.observed_day', 'day') }}
            as days_without_issue
    from months
    left join movements
        on movements.company_id = months.company_id
        and movements.item_id = months.item_id
        and movements.month_start <= months.month_start
        and months.month_start < movements.next_month_start
)

select
    source_id,
    company_id || ':' || warehouse_id || ':' || item_id || ':' || cast(month_start as {{ dbt.type_string() }})
        as stock_position_id,
    {{ unassigned('company_id') }} as company_id,
    warehouse_id,
    item_id,
    month_start as observed_on,
    closing_quantity_stock_unit,
    closing_value_company_currency,
    closing_quantity_stock_unit < 0 as is_negative,
    last_issued_on,
    cast(days_without_issue as {{ dbt.type_int() }}) as days_without_issue,
    cast(case when closing_quantity_stock_unit > 0 then closing_value_company_currency else 0 end as double)
        as stock_value_company_currency,
    cast(case when closing_quantity_stock_unit > 0 and days_without_issue >= 180
        then closing_value_company_currency else 0 end as double) as slow_moving_value_company_currency,
    cast(group_currency_per_company_currency as double) as group_currency_per_company_currency,
    case when group_currency_per_company_currency is null then 'rate_missing' end as group_exclusion_reason
from dated
where closing_quantity_stock_unit <> 0 or closing_value_company_currency <> 0
