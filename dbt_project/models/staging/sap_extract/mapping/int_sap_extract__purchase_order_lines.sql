with items as (
    select * from {{ ref('int_sap_extract__order_items') }}
),

links as (
    select order_line_id, min(requisition_line_id) as requisition_line_id
    from {{ ref('int_sap_extract__requisition_order_links') }}
    group by order_line_id
),

-- as the run's "now" sees it: what arrived later was still awaited then
received as (
    select order_line_id, sum(quantity_stock_unit) as quantity_stock_unit
    from {{ ref('int_sap_extract__goods_receipt_lines') }}
    where received_at <= {{ as_of() }}
    group by order_line_id
)

select
    items.source_id,
    items.order_line_id,
    items.order_id,
    case when items.is_deleted then 'cancelled' else orders.status end as status,
    orders.company_id,
    orders.department_id,
    items.warehouse_id,
    masters.item_id,
    case when masters.is_service or items.item_category = '9' then 'service' else 'goods' end as line_kind,
    links.requisition_line_id,
    items.quantity_stock_unit as quantity_ordered_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_step_stock_unit,
    items.document_currency,
    items.amount_document_currency,
    items.amount_company_currency,
    items.created_at,
    promises.first_promised_at,
    promises.first_promise_recorded_by,
    promises.latest_promised_at,
    coalesce(nullif(items.planned_lead_time_days, 0), plants.planned_lead_time_days) as planned_lead_time_days,
    orders.status = 'confirmed'
        and not items.is_deleted
        and items.is_receipt_due
        and not items.is_delivery_completed
        and coalesce(received.quantity_stock_unit, 0) < items.quantity_stock_unit as is_receipt_expected
from items
inner join {{ ref('int_sap_extract__purchase_orders') }} as orders on orders.order_id = items.order_id
left join links on links.order_line_id = items.order_line_id
left join {{ ref('int_sap_extract__first_promises') }} as promises
    on promises.document_type = 'purchase_order_line' and promises.order_line_id = items.order_line_id
left join {{ ref('int_sap_extract__items') }} as masters on masters.item_id = items.item_id
left join {{ ref('stg_sap_extract__material_plants') }} as plants
    on plants.item_id = items.item_id and plants.warehouse_id = items.warehouse_id
left join received on received.order_line_id = items.order_line_id
