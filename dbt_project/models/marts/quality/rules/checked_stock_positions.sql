-- Positions at the end of the last month there is, the running one as of now.
with months as (
    select
        *,
        row_number() over (partition by company_id, item_id, warehouse_id order by month_start desc) as months_ago
    from {{ ref('fct_inventory_months') }}
)

select
    months.source_id,
    {{ unassigned('months.company_id') }} || ':' || months.warehouse_id || ':' || months.item_id as record_id,
    coalesce(items.item_code, items.item_name_zh, items.item_name_en) as record_name,
    {{ unassigned('months.company_id') }} as company_id,
    'unassigned' as department_id,
    months.month_start as entered_on,
    -- less than the smallest step of any unit is what conversions leave
    months.closing_quantity_stock_unit < -0.00001 as is_negative,
    cast(null as {{ dbt.type_string() }}) as original_id
from months
left join {{ ref('items') }} as items on items.item_id = months.item_id
where months.months_ago = 1
