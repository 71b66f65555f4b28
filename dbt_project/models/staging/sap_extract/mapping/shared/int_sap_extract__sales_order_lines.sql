-- A line that was rejected is cancelled, whatever becomes of the others. Without schedule lines the date that the customer
-- asked for is the promise.
select
    items.source_id,
    items.order_line_id,
    items.order_id,
    case when items.is_rejected then 'cancelled' else orders.status end as status,
    orders.company_id,
    orders.department_id,
    items.warehouse_id,
    masters.item_id,
    case when masters.is_service then 'service' else 'goods' end as line_kind,
    cast(
        items.quantity * coalesce(items.stock_units_numerator / nullif(items.stock_units_denominator, 0), 1)
    as {{ dbt.type_numeric() }}) as quantity_ordered_stock_unit,
    orders.document_currency,
    cast(items.amount_stored * coalesce(factors.amount_factor, 1) as {{ dbt.type_numeric() }}) as amount_document_currency,
    cast(items.amount_stored * coalesce(factors.amount_factor, 1) / orders.units_per_company_currency
        as {{ dbt.type_numeric() }}) as amount_company_currency,
    items.created_at,
    coalesce(promises.first_promised_at, orders.requested_at) as first_promised_at,
    coalesce(promises.latest_promised_at, orders.requested_at) as latest_promised_at
from {{ ref('stg_sap_extract__sales_document_items') }} as items
inner join {{ ref('int_sap_extract__sales_orders') }} as orders on orders.order_id = items.order_id
left join {{ ref('int_sap_extract__items') }} as masters on masters.item_id = items.item_id
left join {{ ref('int_sap_extract__first_promises') }} as promises
    on promises.document_type = 'sales_order_line' and promises.order_line_id = items.order_line_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = items.source_id and factors.currency_code = orders.document_currency
