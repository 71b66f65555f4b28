-- Goods come in by a receipt, or by an invoice that books them as well. What the receiver rejected has arrived, too.
with receipt_lines as (
    select
        lines.source_id,
        lines.receipt_line_id || ':receipt' as receipt_line_id,
        lines.order_line_id,
        'goods_receipt' as document_type,
        lines.receipt_id,
        receipts.company_id,
        lines.warehouse_id,
        lines.item_id,
        receipts.posting_at as received_at,
        receipts.is_return,
        lines.quantity_stock_unit,
        receipts.creator_user_id
    from {{ ref('stg_erpnext__purchase_receipt_items') }} as lines
    inner join {{ ref('stg_erpnext__purchase_receipts') }} as receipts on receipts.receipt_id = lines.receipt_id
    where receipts.docstatus = 1
    union all
    select
        lines.source_id,
        lines.invoice_line_id || ':invoice' as receipt_line_id,
        lines.order_line_id,
        'invoice' as document_type,
        lines.invoice_id as receipt_id,
        invoices.company_id,
        order_lines.warehouse_id,
        lines.item_id,
        invoices.posting_at as received_at,
        invoices.is_return,
        lines.quantity_stock_unit,
        invoices.creator_user_id
    from {{ ref('stg_erpnext__purchase_invoice_items') }} as lines
    inner join {{ ref('stg_erpnext__purchase_invoices') }} as invoices on invoices.invoice_id = lines.invoice_id
    left join {{ ref('stg_erpnext__purchase_order_items') }} as order_lines
        on order_lines.order_line_id = lines.order_line_id
    where invoices.docstatus = 1 and invoices.is_receipt_too
)

select
    receipt_lines.source_id,
    receipt_lines.receipt_line_id,
    receipt_lines.order_line_id,
    receipt_lines.receipt_id,
    receipt_lines.company_id,
    receipt_lines.warehouse_id,
    receipt_lines.item_id,
    receipt_lines.received_at,
    receipt_lines.is_return,
    -- a receipt that was booked in error is cancelled there, and no receipt
    false as is_reversal,
    receipt_lines.quantity_stock_unit,
    coalesce(submissions.submitter_id, receipt_lines.creator_user_id) as receiver_id
from receipt_lines
left join {{ ref('int_erpnext__submissions') }} as submissions
    on submissions.document_type = receipt_lines.document_type and submissions.document_id = receipt_lines.receipt_id
where receipt_lines.order_line_id is not null
