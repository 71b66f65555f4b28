-- A count compares what was found with the books, on the day it was counted. A unit is worth what the difference was booked
-- at, else what a unit of the place was worth when the day ended or, where nothing was left, when it began. Plus never nets
-- minus. Tolerances follow the item's ABC class in the month of the count: 1, 3 and 5 % of the books.
with counts as (
    select
        *,
        {{ local_date('counted_at') }} as counted_on,
        counted_quantity_stock_unit - book_quantity_stock_unit as difference_quantity
    from {{ ref('stock_counts') }}
    where counted_at <= {{ as_of() }}
),

valued as (
    select
        counts.*,
        coalesce(classes.abc_class, 'C') as abc_class,
        rates.group_currency_per_company_currency,
        case
            when counts.difference_quantity <> 0 and counts.difference_value_company_currency <> 0
            then abs(counts.difference_value_company_currency / counts.difference_quantity)
            when days.closing_quantity_stock_unit > 0 and days.closing_value_company_currency > 0
            then days.closing_value_company_currency / days.closing_quantity_stock_unit
            when days.opening_quantity_stock_unit > 0 and days.opening_value_company_currency > 0
            then days.opening_value_company_currency / days.opening_quantity_stock_unit
            when counts.book_quantity_stock_unit = 0 and counts.counted_quantity_stock_unit = 0 then 0
        end as unit_value
    from counts
    left join {{ ref('fct_inventory_days') }} as days
        on days.company_id = counts.company_id
        and days.item_id = counts.item_id
        and days.warehouse_id = {{ unassigned('counts.warehouse_id') }}
        and days.owner = 'own'
        and {{ holds_on('days', 'counts.counted_on') }}
    left join {{ ref('fct_item_classes') }} as classes
        on classes.company_id = counts.company_id
        and classes.item_id = counts.item_id
        and classes.month_start = cast({{ dbt.date_trunc('month', 'counts.counted_on') }} as date)
    left join {{ ref('fct_company_rates') }} as rates
        on rates.company_id = counts.company_id
        and rates.month_start = cast({{ dbt.date_trunc('month', 'counts.counted_on') }} as date)
)

select
    source_id,
    stock_count_id,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('warehouse_id') }} as warehouse_id,
    item_id,
    counter_id,
    abc_class,
    counted_on as opened_on,
    case when unit_value is not null then counted_on end as measured_on,
    case when unit_value is null then counted_on end as excluded_on,
    case
        when unit_value is null
        then 'unit_value_missing'
    end as exclusion_reason,
    book_quantity_stock_unit,
    counted_quantity_stock_unit,
    cast(abs(book_quantity_stock_unit) * unit_value as double) as book_value_company_currency,
    cast(greatest(difference_quantity, 0) * unit_value as double) as surplus_value_company_currency,
    cast(greatest(-difference_quantity, 0) * unit_value as double) as shortage_value_company_currency,
    cast(abs(difference_quantity) * unit_value as double) as discrepancy_value_company_currency,
    abs(difference_quantity) <= abs(book_quantity_stock_unit)
        * case abc_class when 'A' then 0.01 when 'B' then 0.03 else 0.05 end as is_within_tolerance,
    cast(group_currency_per_company_currency as double) as group_currency_per_company_currency,
    case when group_currency_per_company_currency is null then 'rate_missing' end as group_exclusion_reason
from valued
