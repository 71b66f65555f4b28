-- Items of purchase orders: no contracts, requests for quotation or scheduling agreements, and no transfers between plants.
-- A return item orders goods to be sent back: its quantity and amount are negative.
with items as (
    select
        items.*,
        case when items.is_return then -1 else 1 end as sign,
        documents.document_currency,
        documents.exchange_rate,
        documents.client_id,
        documents.is_deleted as is_order_deleted,
        documents.created_on_at
    from {{ ref('stg_sap_extract__purchase_document_items') }} as items
    inner join {{ ref('stg_sap_extract__purchase_documents') }} as documents on documents.order_id = items.order_id
    where documents.document_category = 'F' and documents.supplying_plant_id is null
),

-- an order is written down with its change document, whose item is the order's own row, not those of its items
created as (
    select document_type, document_id, min(changed_at) as created_at
    from {{ ref('int_sap_extract__document_changes') }}
    where field_name = 'is_created' and table_name in ('EKKO', 'EKPO')
    group by document_type, document_id
),

deleted as (
    select document_id, max(changed_at) as deleted_at
    from {{ ref('int_sap_extract__document_changes') }}
    where field_name = 'is_deleted' and new_value = 'true' and document_type = 'purchase_order_line'
    group by document_id
)

select
    items.source_id,
    items.order_line_id,
    items.order_id,
    items.is_deleted or items.is_order_deleted as is_deleted,
    case when items.is_deleted then deleted.deleted_at end as deleted_at,
    coalesce(orders_created.created_at, items.created_on_at) as order_created_at,
    coalesce(lines_created.created_at, orders_created.created_at, items.created_on_at) as created_at,
    items.company_id,
    items.warehouse_id,
    items.item_id,
    items.item_category,
    coalesce(items.stock_units_numerator / nullif(items.stock_units_denominator, 0), 1) as stock_units_per_unit,
    cast(
        items.sign * items.quantity * coalesce(items.stock_units_numerator / nullif(items.stock_units_denominator, 0), 1)
    as {{ dbt.type_numeric() }}) as quantity_stock_unit,
    items.document_currency,
    cast(items.sign * items.amount_stored * coalesce(factors.amount_factor, 1) as {{ dbt.type_numeric() }})
        as amount_document_currency,
    cast(
        items.sign * items.amount_stored * coalesce(factors.amount_factor, 1)
        * {{ sap_rate('items.exchange_rate') }} * coalesce(ratios.ratio, 1.0)
    as {{ dbt.type_numeric() }}) as amount_company_currency,
    items.is_delivery_completed,
    items.is_receipt_due,
    items.planned_lead_time_days,
    items.requisition_line_id,
    items.contract_id
from items
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = items.company_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = items.source_id and factors.currency_code = items.document_currency
left join {{ ref('int_sap_extract__currency_ratios') }} as ratios
    on ratios.client_id = items.client_id
    and ratios.from_currency = items.document_currency
    and ratios.to_currency = companies.company_currency
left join created as orders_created
    on orders_created.document_type = 'purchase_order' and orders_created.document_id = items.order_id
left join created as lines_created
    on lines_created.document_type = 'purchase_order_line' and lines_created.document_id = items.order_line_id
left join deleted on deleted.document_id = items.order_line_id
