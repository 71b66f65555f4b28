-- Turns compare a year's cost of goods issued with the average of 13 month-end values. Where the records are younger
-- than that, the cost is annualised by the days there are, and the month-ends there are make the average. The running
-- month's year has as many days less as the month has left, and is brought to a year likewise; the running day counts
-- by the share of it that has passed, as what was issued in it counts too.
with months as (
    select
        months.*,
        rates.group_currency_per_company_currency,
        row_number() over (
            partition by months.company_id, months.item_id, months.warehouse_id order by months.month_start
        ) as month_number,
        case
            when {{ dbt.dateadd('month', 1, 'months.month_start') }} <= {{ as_of_date() }}
            then {{ dbt.dateadd('month', 1, 'months.month_start') }}
            else {{ as_of_date() }}
        end as observed_before,
        case
            when {{ dbt.dateadd('month', 1, 'months.month_start') }} <= {{ as_of_date() }} then 0.0
            else {{ seconds_of_day(as_of()) }} / 86400.0
        end as share_of_running_day
    from {{ ref('fct_inventory_months') }} as months
    left join {{ ref('fct_company_rates') }} as rates
        on rates.company_id = months.company_id and rates.month_start = months.month_start
),

windowed as (
    select
        *,
        {{ dbt.datediff('first_move_date', 'observed_before', 'day') }} + share_of_running_day as days_of_history,
        {{ dbt.datediff(dbt.dateadd('month', -11, 'month_start'), 'observed_before', 'day') }}
            + share_of_running_day as days_of_12_months,
        {{ dbt.datediff(dbt.dateadd('month', -2, 'month_start'), 'observed_before', 'day') }}
            + share_of_running_day as days_of_3_months,
        sum(issue_cost_company_currency) over (
            partition by company_id, item_id, warehouse_id order by month_start rows between 11 preceding and current row
        ) as issue_cost_12_months,
        sum(issue_cost_company_currency) over (
            partition by company_id, item_id, warehouse_id order by month_start rows between 2 preceding and current row
        ) as issue_cost_3_months,
        sum(closing_value_company_currency) over (
            partition by company_id, item_id, warehouse_id order by month_start rows between 12 preceding and current row
        ) as closing_values_13_months
    from months
)

select
    source_id,
    {{ unassigned('company_id') }} as company_id,
    item_id,
    warehouse_id,
    company_id || ':' || warehouse_id || ':' || item_id || ':' || cast(month_start as {{ dbt.type_string() }})
        as inventory_turns_id,
    month_start as observed_on,
    closing_quantity_stock_unit,
    closing_value_company_currency,
    issue_cost_company_currency,
    month_number < 13 as is_annualised,
    cast(days_of_history as double) as days_of_history,
    cast(group_currency_per_company_currency as double) as group_currency_per_company_currency,
    case when group_currency_per_company_currency is null then 'rate_missing' end as group_exclusion_reason,
    cast(
        -- twelve whole months have 365 or 366 days
        issue_cost_12_months * 365.0 / least(days_of_history, days_of_12_months, 365)
        as double
    ) as annual_issue_cost_company_currency,
    cast(closing_values_13_months / least(month_number, 13) as double) as average_stock_value_company_currency,
    cast(closing_value_company_currency as double)
        * cast(least(days_of_history, days_of_3_months) as double) as stock_value_days_3_months,
    cast(issue_cost_3_months as double) as issue_cost_3_months_company_currency
from windowed
where days_of_history > 0
