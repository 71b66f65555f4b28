-- Submitted invoices of both kinds with their totals, which are negative on returns already. A return that settles the
-- invoice it is against claims nothing itself. What is open is kept in the currency of the party's account, so it is told
-- where that of the document is the company's.
with invoices as (
    select source_id, invoice_id, 'customer' as invoice_kind, document_number, company_id, customer_id as partner_id,
        docstatus, is_return, return_against_id, settles_returned_invoice, posting_date, due_date, document_currency,
        gross_amount_company_currency, outstanding_amount
    from {{ ref('stg_erpnext__sales_invoices') }}
    union all
    select source_id, invoice_id, 'supplier', document_number, company_id, supplier_id, docstatus, is_return,
        return_against_id, settles_returned_invoice, posting_date, due_date, document_currency,
        gross_amount_company_currency, outstanding_amount
    from {{ ref('stg_erpnext__purchase_invoices') }}
)

select
    invoices.source_id,
    invoices.invoice_id,
    invoices.invoice_kind,
    invoices.document_number as invoice_number,
    invoices.company_id,
    invoices.partner_id,
    invoices.is_return as is_credit_note,
    invoices.posting_date as booked_date,
    invoices.due_date,
    cast(invoices.gross_amount_company_currency as {{ dbt.type_numeric() }}) as amount_company_currency,
    cast(case when invoices.document_currency = companies.company_currency then invoices.outstanding_amount end
        as {{ dbt.type_numeric() }}) as open_amount_company_currency
from invoices
left join {{ ref('int_erpnext__companies') }} as companies on companies.company_id = invoices.company_id
where invoices.docstatus = 1
    and not (invoices.is_return and invoices.return_against_id is not null and invoices.settles_returned_invoice)
