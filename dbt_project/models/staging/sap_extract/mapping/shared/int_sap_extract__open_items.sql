-- Of each accounting document with an item on a supplier's or customer's account: its due date, and whether all of its
-- items there are settled.
with items as (
    select
        accounting_document_id,
        account_type,
        is_cleared,
        {{ sap_due_date('items') }} as due_date
    from {{ ref('stg_sap_extract__accounting_items') }} as items
    where account_type in ('K', 'D')
    union all
    -- what was settled may be archived from the items of its document, or they were not extracted
    select accounting_document_id, account_type, true as is_cleared, due_date
    from {{ ref('int_sap_extract__settlements') }}
)

select
    documents.origin_type,
    documents.origin_id,
    max(items.due_date) as due_date,
    min(documents.created_at) as posted_at,
    min(case when items.is_cleared then 1 else 0 end) = 1 as is_settled
from items
inner join {{ ref('stg_sap_extract__accounting_documents') }} as documents
    on documents.accounting_document_id = items.accounting_document_id
where documents.origin_type in ('RMRP', 'VBRK')
group by documents.origin_type, documents.origin_id
