-- A reversed invoice and the document that reverses it name each other: both are cancelled. Invoices that were entered in
-- accounting alone, without invoice verification, are not among these.
select
    items.source_id,
    items.invoice_line_id,
    items.invoice_id,
    invoices.invoice_number,
    orders.order_line_id,
    false as is_down_payment,
    case
        when coalesce(trim(invoices.reversed_by, '0'), '') <> '' or invoices.status = '2' then 'cancelled'
        when invoices.status = '5' then 'posted'
        else 'draft'
    end as status,
    items.debit_credit = 'H' as is_credit_note,
    invoices.company_id,
    suppliers.supplier_id,
    masters.item_id,
    invoices.invoice_date,
    invoices.created_at as received_at,
    case when invoices.status = '5' then coalesce(accounting.posted_at, invoices.created_at) end as posted_at,
    coalesce(accounting.due_date, {{ sap_due_date('invoices') }}) as due_date,
    coalesce(accounting.is_settled, false) as is_paid,
    cast(case when items.debit_credit = 'H' then -1 else 1 end * items.quantity as {{ dbt.type_numeric() }})
        as quantity_document_unit,
    invoices.document_currency,
    cast(
        case when items.debit_credit = 'H' then -1 else 1 end * items.amount_stored * coalesce(factors.amount_factor, 1)
    as {{ dbt.type_numeric() }}) as amount_document_currency,
    cast(
        case when items.debit_credit = 'H' then -1 else 1 end * items.amount_stored * coalesce(factors.amount_factor, 1)
        * {{ sap_rate('invoices.exchange_rate') }} * coalesce(ratios.ratio, 1.0)
    as {{ dbt.type_numeric() }}) as amount_company_currency,
    invoices.creator_user_id as receiver_id
from {{ ref('stg_sap_extract__supplier_invoice_items') }} as items
inner join {{ ref('stg_sap_extract__supplier_invoices') }} as invoices on invoices.invoice_id = items.invoice_id
left join {{ ref('int_sap_extract__order_items') }} as orders on orders.order_line_id = items.order_line_id
left join {{ ref('stg_sap_extract__suppliers') }} as suppliers on suppliers.supplier_id = invoices.supplier_id
left join {{ ref('stg_sap_extract__materials') }} as masters on masters.item_id = items.item_id
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = invoices.company_id
left join {{ ref('int_sap_extract__open_items') }} as accounting
    on accounting.origin_type = 'RMRP' and accounting.origin_id = items.invoice_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = items.source_id and factors.currency_code = invoices.document_currency
left join {{ ref('int_sap_extract__currency_ratios') }} as ratios
    on ratios.client_id = invoices.client_id
    and ratios.from_currency = invoices.document_currency
    and ratios.to_currency = companies.company_currency
