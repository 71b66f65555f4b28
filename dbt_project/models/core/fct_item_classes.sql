-- ABC classes: the items that make up the first 80 % of a company's cost of goods issued in twelve months are A, the next
-- 15 % B, all others C. The item that crosses a border still belongs to the class it begins in.
with item_months as (
    select source_id, company_id, item_id, month_start, sum(issue_cost_company_currency) as issue_cost
    from {{ ref('fct_inventory_months') }}
    group by source_id, company_id, item_id, month_start
),

years as (
    select
        *,
        sum(issue_cost) over (
            partition by company_id, item_id order by month_start rows between 11 preceding and current row
        ) as issue_cost_12_months
    from item_months
),

ranked as (
    select
        *,
        sum(greatest(issue_cost_12_months, 0)) over (
            partition by company_id, month_start order by issue_cost_12_months desc, item_id
            rows between unbounded preceding and current row
        ) - greatest(issue_cost_12_months, 0) as issue_cost_of_items_before,
        sum(greatest(issue_cost_12_months, 0)) over (partition by company_id, month_start) as issue_cost_of_company
    from years
)

select
    source_id,
    company_id,
    item_id,
    month_start,
    cast(issue_cost_12_months as {{ dbt.type_numeric() }}) as issue_cost_12_months_company_currency,
    case
        when issue_cost_12_months <= 0 then 'C'
        when issue_cost_of_items_before < 0.8 * issue_cost_of_company then 'A'
        when issue_cost_of_items_before < 0.95 * issue_cost_of_company then 'B'
        else 'C'
    end as abc_class
from ranked
