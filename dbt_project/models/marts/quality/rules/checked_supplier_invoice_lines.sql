select
    lines.source_id,
    lines.invoice_line_id as record_id,
    lines.invoice_number as record_name,
    {{ unassigned('lines.company_id') }} as company_id,
    {{ unassigned('users.department_id') }} as department_id,
    {{ local_date('lines.received_at') }} as entered_on,
    case when not lines.is_credit_note and not lines.is_down_payment then lines.order_line_id is null end as lacks_order,
    case when lines.status = 'posted' and not lines.is_credit_note then lines.due_date is null end as lacks_due_date,
    case when not lines.is_credit_note and lines.due_date is not null and lines.invoice_date is not null
        then lines.due_date < lines.invoice_date end as due_before_invoice,
    -- a supplier's document cannot be younger than its entry
    case when lines.invoice_date is not null then lines.invoice_date > {{ local_date('lines.received_at') }} end
        as dated_after_entry,
    {{ lacks_exchange_rate('lines.document_currency', 'companies.company_currency', 'lines.amount_document_currency',
        'lines.amount_company_currency') }} as lacks_exchange_rate,
    cast(null as {{ dbt.type_string() }}) as original_id
from {{ ref('supplier_invoice_lines') }} as lines
left join {{ ref('companies') }} as companies on companies.company_id = lines.company_id
left join {{ ref('users') }} as users on users.user_id = lines.receiver_id
where lines.status <> 'cancelled' and lines.received_at <= {{ as_of() }}
