-- What settles a supplier's invoice: allocations of payments, journal entries that name it, invoices paid on the spot,
-- and debit notes against it, as far as they were not paid back on the spot themselves. An entry that only
-- books a difference of exchange rates settles nothing.
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
        entry_lines.source_id,
        entry_lines.journal_entry_line_id || ':journal' as payment_allocation_id,
        entry_lines.reference_id as invoice_id,
        'journal_entry' as document_type,
        entry_lines.journal_entry_id as document_id,
        {{ erpnext_journal_allocation_kind('entries.entry_kind') }} as allocation_kind,
        entries.posting_date as paid_date,
        entries.created_at,
        entry_lines.debit_company_currency as amount_company_currency,
        entries.creator_user_id
    from {{ ref('stg_erpnext__journal_entry_accounts') }} as entry_lines
    inner join {{ ref('stg_erpnext__journal_entries') }} as entries
        on entries.journal_entry_id = entry_lines.journal_entry_id
    where entries.docstatus = 1 and entry_lines.reference_doctype = 'Purchase Invoice'
        and coalesce(entries.entry_kind, '') not in ('Exchange Gain Or Loss', 'Exchange Rate Revaluation')
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
    where docstatus = 1 and is_paid_at_once and not (is_return and return_against_id is not null)
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
        -gross_amount_company_currency + case when is_paid_at_once then paid_amount_company_currency else 0 end
            as amount_company_currency,
        creator_user_id
    from invoices
    where docstatus = 1 and is_return and return_against_id is not null and settles_returned_invoice
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
where allocations.amount_company_currency <> 0
