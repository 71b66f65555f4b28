-- Entries of an order's history that are receipts: S adds, H takes away again, by reversal (102) or return (122, 161). A
-- receipt into stock that is not yet accepted (103) has no quantity here; its release (105) has.
select
    history.source_id,
    history.history_id as receipt_line_id,
    history.order_line_id,
    history.material_document_id as receipt_id,
    items.company_id,
    coalesce(history.warehouse_id, items.warehouse_id) as warehouse_id,
    masters.item_id,
    history.posted_at as received_at,
    history.debit_credit = 'H' as is_return,
    coalesce(history.movement_type in ('102', '106', '123', '162'), false) as is_reversal,
    cast(
        case when history.debit_credit = 'H' then -1 else 1 end * abs(history.quantity) * items.stock_units_per_unit
    as {{ dbt.type_numeric() }}) as quantity_stock_unit,
    history.creator_user_id as receiver_id
from {{ ref('stg_sap_extract__purchase_order_histories') }} as history
inner join {{ ref('int_sap_extract__order_items') }} as items on items.order_line_id = history.order_line_id
left join {{ ref('stg_sap_extract__materials') }} as masters on masters.item_id = coalesce(history.item_id, items.item_id)
where history.event_type = '1' and history.quantity <> 0
