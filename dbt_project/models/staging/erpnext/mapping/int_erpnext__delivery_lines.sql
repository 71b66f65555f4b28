-- Goods go out by a delivery note, or by an invoice that books them as well.
with delivery_lines as (
    select
        lines.source_id,
        lines.delivery_line_id || ':delivery' as delivery_line_id,
        lines.order_line_id,
        'delivery' as document_type,
        lines.delivery_id,
        deliveries.company_id,
        lines.warehouse_id,
        lines.item_id,
        deliveries.posting_at as shipped_at,
        deliveries.is_return,
        lines.quantity_stock_unit,
        deliveries.creator_user_id
    from {{ ref('stg_erpnext__delivery_note_items') }} as lines
    inner join {{ ref('stg_erpnext__delivery_notes') }} as deliveries on deliveries.delivery_id = lines.delivery_id
    where deliveries.docstatus = 1
    union all
    select
        lines.source_id,
        lines.invoice_line_id || ':invoice' as delivery_line_id,
        lines.order_line_id,
        'sales_invoice' as document_type,
        lines.invoice_id as delivery_id,
        invoices.company_id,
        order_lines.warehouse_id,
        lines.item_id,
        invoices.posting_at as shipped_at,
        invoices.is_return,
        lines.quantity_stock_unit,
        invoices.creator_user_id
    from {{ ref('stg_erpnext__sales_invoice_items') }} as lines
    inner join {{ ref('stg_erpnext__sales_invoices') }} as invoices on invoices.invoice_id = lines.invoice_id
    left join {{ ref('stg_erpnext__sales_order_items') }} as order_lines on order_lines.order_line_id = lines.order_line_id
    where invoices.docstatus = 1 and invoices.is_delivery_too
)

select
    delivery_lines.source_id,
    delivery_lines.delivery_line_id,
    delivery_lines.order_line_id,
    delivery_lines.delivery_id,
    delivery_lines.company_id,
    delivery_lines.warehouse_id,
    delivery_lines.item_id,
    delivery_lines.shipped_at,
    delivery_lines.is_return,
    delivery_lines.quantity_stock_unit,
    coalesce(submissions.submitter_id, delivery_lines.creator_user_id) as shipper_id
from delivery_lines
left join {{ ref('int_erpnext__submissions') }} as submissions
    on submissions.document_type = delivery_lines.document_type and submissions.document_id = delivery_lines.delivery_id
where delivery_lines.order_line_id is not null
