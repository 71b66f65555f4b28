with lines as (
    select
        lines.*,
        orders.order_number,
        orders.entered_at,
        {{ by_as_of('orders.confirmed_at') }} as confirmed_at,
        -- joined on equality alone: a further condition of an outer join would compare every line with every item
        case when lines.line_kind = 'goods' then lines.item_id end as goods_item_id,
        case when lines.quantity_ordered_stock_unit > 0
            then cast(lines.amount_company_currency / lines.quantity_ordered_stock_unit as double) end as unit_price
    from {{ ref('sales_order_lines') }} as lines
    inner join {{ ref('sales_orders') }} as orders on orders.order_id = lines.order_id
    where lines.created_at <= {{ as_of() }} and lines.status <> 'cancelled'
),

-- what is usual takes five lines at least, of which one mistake is no half
usual as (
    select
        company_id,
        goods_item_id as item_id,
        percentile_cont(0.5) within group (order by unit_price) as unit_price,
        percentile_cont(0.5) within group (order by cast(quantity_ordered_stock_unit as double)) as quantity
    from lines
    where goods_item_id is not null and unit_price > 0
    group by company_id, goods_item_id
    having count(*) >= 5
)

select
    lines.source_id,
    lines.order_line_id as record_id,
    lines.order_number as record_name,
    {{ unassigned('lines.company_id') }} as company_id,
    {{ unassigned('lines.department_id') }} as department_id,
    {{ local_date('lines.created_at') }} as entered_on,
    case when lines.line_kind = 'goods' then lines.item_id is null end as lacks_item,
    not coalesce(lines.quantity_ordered_stock_unit > 0, false) as quantity_not_positive,
    case when lines.first_promised_at is not null
        then {{ local_date('lines.first_promised_at') }} < {{ local_date('lines.entered_at') }} end
        as promised_before_entry,
    case when lines.confirmed_at is not null
        then {{ seconds_between('lines.entered_at', 'lines.confirmed_at') }} <= -1 end as confirmed_before_entry,
    {{ is_off_by_power_of_ten('lines.unit_price', 'usual.unit_price') }} as price_off_by_power_of_ten,
    {{ is_off_by_power_of_ten('lines.quantity_ordered_stock_unit', 'usual.quantity', at_least=2) }}
        as quantity_off_by_hundreds,
    {{ lacks_exchange_rate('lines.document_currency', 'companies.company_currency', 'lines.amount_document_currency',
        'lines.amount_company_currency') }} as lacks_exchange_rate,
    cast(null as {{ dbt.type_string() }}) as original_id
from lines
left join {{ ref('companies') }} as companies on companies.company_id = lines.company_id
left join usual on usual.item_id = lines.goods_item_id and usual.company_id = lines.company_id
