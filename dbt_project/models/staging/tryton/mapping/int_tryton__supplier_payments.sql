select
    source_id,
    allocation_id as payment_allocation_id,
    invoice_id,
    company_id,
    allocation_kind,
    posting_date as paid_date,
    recorded_at,
    due_date,
    amount_company_currency,
    creator_user_id as payer_id
from {{ ref('int_tryton__settlements') }}
where invoice_type = 'in'
