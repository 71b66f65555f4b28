-- Turns compare a year's cost of goods issued with the average of 13 month-end values. Where the records are younger
-- than a year, the cost is annualised by the days there are, and the month-ends there are make the average. The running
-- month's year has as many days less as the month has left, and is brought to a year likewise.
with months as (
    select
        *,
        row_number() over (
            partition by company_id, item_id, warehouse_id order by month_start
        ) as month_number,
        case
            when {{ dbt.dateadd('month', 1, 'month_start') }} <= {{ as_of_date() }}
            then {{ dbt.dateadd('month', 1, 'month_start') }}
            else {{ as_of_date() }}
        end as observed_before
    from {{ ref('fct_inventory_months') }}
),

windowed as (
    select
        *,
        {{ dbt.datediff('first_move_date', 'observed_before', 'day') }} as days_of_history,
        {{ dbt.datediff(dbt.dateadd('month', -11, 'month_start'), 'observed_before', 'day') }} as days_of_12_months,
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
    first_move_date > {{ dbt.dateadd('month', -11, 'month_start') }} as is_annualised,
    cast(
        -- twelve whole months have 365 or 366 days
        issue_cost_12_months * 365.0 / least(days_of_history, days_of_12_months, 365)
        as double
    ) as annual_issue_cost_company_currency,
    cast(closing_values_13_months / least(month_number, 13) as double) as average_stock_value_company_currency,
    cast(closing_value_company_currency as double)
        * least(days_of_history, {{ dbt.datediff(dbt.dateadd('month', -2, 'month_start'), 'observed_before', 'day') }})
        as stock_value_days_3_months,
    cast(issue_cost_3_months as double) as issue_cost_3_months_company_currency
from windowed
where days_of_history > 0
