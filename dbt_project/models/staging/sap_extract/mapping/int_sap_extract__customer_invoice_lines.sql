-- A cancelled billing document and the one that cancels it (N, S) are both cancelled.
select
    items.source_id,
    items.invoice_line_id,
    items.invoice_id,
    documents.invoice_number,
    orders.order_line_id,
    coalesce(documents.billing_category = 'P', false) as is_down_payment,
    case
        when documents.is_cancelled or documents.document_category in ('N', 'S') then 'cancelled'
        when documents.posting_status = 'C' or accounting.posted_at is not null then 'posted'
        else 'draft'
    end as status,
    coalesce(documents.document_category in ('O', 'N'), false) as is_credit_note,
    documents.company_id,
    users.department_id,
    customers.customer_id,
    masters.item_id,
    documents.invoice_date,
    documents.created_at,
    case when documents.posting_status = 'C' or accounting.posted_at is not null
        then coalesce(accounting.posted_at, documents.created_at) end as posted_at,
    accounting.due_date,
    coalesce(accounting.is_settled, false) as is_paid,
    cast(case when documents.document_category in ('O', 'N') then -1 else 1 end * items.quantity as {{ dbt.type_numeric() }})
        as quantity_document_unit,
    documents.document_currency,
    cast(
        case when documents.document_category in ('O', 'N') then -1 else 1 end * items.amount_stored
        * coalesce(factors.amount_factor, 1)
    as {{ dbt.type_numeric() }}) as amount_document_currency,
    cast(
        case when documents.document_category in ('O', 'N') then -1 else 1 end * items.amount_stored
        * coalesce(factors.amount_factor, 1) * {{ sap_rate('documents.exchange_rate') }} * coalesce(ratios.ratio, 1.0)
    as {{ dbt.type_numeric() }}) as amount_company_currency,
    documents.creator_user_id as issuer_id
from {{ ref('stg_sap_extract__billing_items') }} as items
inner join {{ ref('stg_sap_extract__billing_documents') }} as documents on documents.invoice_id = items.invoice_id
left join {{ ref('int_sap_extract__sales_order_lines') }} as orders on orders.order_line_id = items.order_line_id
left join {{ ref('stg_sap_extract__customers') }} as customers on customers.customer_id = documents.customer_id
left join {{ ref('stg_sap_extract__materials') }} as masters on masters.item_id = items.item_id
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = documents.company_id
left join {{ ref('int_sap_extract__users') }} as users on users.user_id = documents.creator_user_id
left join {{ ref('int_sap_extract__open_items') }} as accounting
    on accounting.origin_type = 'VBRK' and accounting.origin_id = items.invoice_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = items.source_id and factors.currency_code = documents.document_currency
left join {{ ref('int_sap_extract__currency_ratios') }} as ratios
    on ratios.client_id = documents.client_id
    and ratios.from_currency = documents.document_currency
    and ratios.to_currency = companies.company_currency
