-- What settles a supplier's invoice: allocations of payments, invoices paid on the spot, and debit notes against it.
-- Journal entries that settle an invoice are not landed: such an invoice is paid without anybody knowing when.
with invoices as (
    select * from {{ ref('stg_erpnext__purchase_invoices') }}
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }}
),

allocations as (
    select
        references_.source_id,
        references_.payment_reference_id || ':payment' as payment_allocation_id,
        references_.reference_id as invoice_id,
        'payment' as document_type,
        references_.payment_id as document_id,
        'payment' as allocation_kind,
        payments.posting_date as paid_date,
        payments.created_at,
        references_.allocated_amount * references_.exchange_rate as amount_company_currency,
        payments.creator_user_id
    from {{ ref('stg_erpnext__payment_entry_references') }} as references_
    inner join {{ ref('stg_erpnext__payment_entries') }} as payments on payments.payment_id = references_.payment_id
    where payments.docstatus = 1 and references_.reference_doctype = 'Purchase Invoice'
    union all
    select
        source_id,
        invoice_id || ':at_once' as payment_allocation_id,
        invoice_id,
        'invoice' as document_type,
        invoice_id as document_id,
        'payment' as allocation_kind,
        posting_date as paid_date,
        created_at,
        paid_amount_company_currency as amount_company_currency,
        creator_user_id
    from invoices
    where docstatus = 1 and is_paid_at_once
    union all
    select
        source_id,
        invoice_id || ':debit_note' as payment_allocation_id,
        return_against_id as invoice_id,
        'invoice' as document_type,
        invoice_id as document_id,
        'credit_note' as allocation_kind,
        posting_date as paid_date,
        created_at,
        -gross_amount_company_currency as amount_company_currency,
        creator_user_id
    from invoices
    where docstatus = 1 and is_return and return_against_id is not null
)

select
    allocations.source_id,
    allocations.payment_allocation_id,
    allocations.invoice_id,
    invoices.company_id,
    allocations.allocation_kind,
    allocations.paid_date,
    coalesce(submissions.submitted_at, allocations.created_at) as recorded_at,
    invoices.due_date,
    cast(allocations.amount_company_currency as {{ dbt.type_numeric() }}) as amount_company_currency,
    coalesce(submissions.submitter_id, allocations.creator_user_id) as payer_id
from allocations
inner join invoices on invoices.invoice_id = allocations.invoice_id
left join submissions
    on submissions.document_type = allocations.document_type and submissions.document_id = allocations.document_id
