-- A case is a sales order line.
select
    source_id,
    order_line_id || ':sales_order_line' as case_id,
    order_line_id,
    order_id,
    order_number as document_number,
    company_id,
    department_id,
    warehouse_id,
    item_id,
    customer_id as partner_id,
    salesperson_id,
    amount_company_currency,
    entered_at,
    confirmed_at,
    completed_at as goods_completed_at,
    line_kind = 'goods' as is_goods,
    case
        when status = 'cancelled' then 'cancelled'
        when completed_at is not null or (line_kind = 'service' and confirmed_at is not null) then 'completed'
        else 'open'
    end as outcome
from {{ ref('fct_sales_order_lines') }}
