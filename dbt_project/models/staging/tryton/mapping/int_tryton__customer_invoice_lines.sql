select
    lines.source_id,
    lines.invoice_line_id,
    lines.invoice_id,
    lines.invoice_number,
    order_lines.order_line_id,
    lines.is_down_payment,
    lines.status,
    lines.is_credit_note,
    lines.company_id,
    lines.department_id,
    lines.party_id as customer_id,
    lines.item_id,
    lines.invoice_date,
    lines.created_at,
    lines.posted_at,
    lines.due_date,
    lines.is_paid,
    lines.quantity_document_unit,
    lines.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    lines.creator_user_id as issuer_id
from {{ ref('int_tryton__invoice_lines') }} as lines
left join {{ ref('stg_tryton__sale_lines') }} as order_lines
    on order_lines.order_line_id = lines.origin_line_id and order_lines.line_type = 'line'
where lines.invoice_type = 'out'
