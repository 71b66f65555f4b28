-- An order without a release strategy is in force once it is saved; one with a strategy when the last code has released.
with documents as (
    select * from {{ ref('stg_sap_extract__purchase_documents') }}
),

items as (
    select
        order_id,
        min(order_created_at) as created_at,
        min(company_id) as company_id,
        min(warehouse_id) as warehouse_id,
        min(contract_id) as contract_id,
        min(case when is_deleted then 1 else 0 end) = 1 as is_deleted,
        max(deleted_at) as deleted_at,
        sum(case when is_deleted then 0 else amount_document_currency end) as amount_document_currency,
        sum(case when is_deleted then 0 else amount_company_currency end) as amount_company_currency
    from {{ ref('int_sap_extract__order_items') }}
    group by order_id
),

rounds as (
    select
        document_id,
        round_number,
        min(submitted_at) as submitted_at,
        min(case when is_round_complete then 1 else 0 end) = 1 as is_complete,
        case when min(case when is_round_complete then 1 else 0 end) = 1 then max(decided_at) end as completed_at
    from {{ ref('int_sap_extract__approvals') }}
    where document_type = 'purchase_order'
    group by document_id, round_number
),

approvals as (
    select
        document_id,
        min(submitted_at) as submitted_at,
        max(case when is_complete then 1 else 0 end) = 1 as is_complete,
        min(completed_at) as approved_at,
        max(completed_at) as last_approved_at
    from rounds
    group by document_id
),

deletions as (
    select document_id, max(changed_at) as deleted_at
    from {{ ref('int_sap_extract__document_changes') }}
    where document_type = 'purchase_order' and field_name = 'is_deleted' and new_value = 'true'
    group by document_id
),

judged as (
    select
        documents.*,
        items.created_at,
        items.warehouse_id,
        coalesce(documents.contract_id, items.contract_id) as agreement_id,
        items.amount_document_currency,
        items.amount_company_currency,
        items.is_deleted as is_cancelled,
        coalesce(case when documents.is_deleted then deletions.deleted_at end, items.deleted_at) as cancelled_at,
        documents.release_strategy is not null as needs_release,
        documents.is_held or coalesce(documents.processing_status = '01', false) as is_unfinished,
        approvals.submitted_at,
        coalesce(approvals.is_complete, false) as is_complete,
        approvals.approved_at,
        approvals.last_approved_at
    from documents
    inner join items on items.order_id = documents.order_id
    left join approvals on approvals.document_id = documents.order_id
    left join deletions on deletions.document_id = documents.order_id
)

select
    judged.source_id,
    judged.order_id,
    judged.order_number,
    case
        when judged.is_cancelled then 'cancelled'
        when judged.is_unfinished or coalesce(judged.processing_status = '08', false) then 'draft'
        when judged.needs_release and judged.is_release_incomplete then 'awaiting_approval'
        else 'confirmed'
    end as status,
    judged.company_id,
    judged.department_id,
    judged.creator_user_id as buyer_id,
    suppliers.supplier_id,
    judged.warehouse_id,
    judged.agreement_id as contract_id,
    judged.document_currency,
    judged.amount_document_currency,
    judged.amount_company_currency,
    judged.created_at,
    judged.submitted_at,
    case when not judged.needs_release then 'not_required' when judged.is_complete then 'complete' else 'incomplete' end
        as approval_status,
    judged.approved_at,
    case when judged.needs_release then judged.approved_at when not judged.is_unfinished then judged.created_at end
        as confirmed_at,
    case when judged.needs_release then judged.last_approved_at when not judged.is_unfinished then judged.created_at end
        as last_confirmed_at,
    case when judged.is_cancelled then judged.cancelled_at end as cancelled_at
from judged
left join {{ ref('stg_sap_extract__suppliers') }} as suppliers on suppliers.supplier_id = judged.supplier_id
