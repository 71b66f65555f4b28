-- Items of customers' accounts that came from an invoice and are settled.
select
    settlements.source_id,
    settlements.accounting_item_id as receipt_allocation_id,
    settlements.origin_id as invoice_id,
    settlements.company_id,
    settlements.allocation_kind,
    settlements.clearing_date as received_date,
    settlements.recorded_at,
    settlements.due_date,
    settlements.amount_company_currency,
    settlements.creator_user_id as recorder_id
from {{ ref('int_sap_extract__settlements') }} as settlements
inner join {{ ref('stg_sap_extract__billing_documents') }} as invoices on invoices.invoice_id = settlements.origin_id
where settlements.origin_type = 'VBRK' and settlements.debit_credit = 'S'
