-- A material request of type Purchase asks to buy; the other types move or make goods. Its submission releases it, so a
-- requisition is asked for approval only where a workflow says so. One that amends a cancelled requisition was entered
-- with the first of the chain and is released by its own submission: the approval in force.
with requisitions as (
    select * from {{ ref('stg_erpnext__material_requests') }} where request_type = 'Purchase'
),

lines as (
    select * from {{ ref('stg_erpnext__material_request_items') }}
),

amendments as (
    select * from {{ ref('int_erpnext__amendments') }} where document_type = 'purchase_requisition'
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'purchase_requisition'
),

approvals as (
    select
        document_id,
        min(submitted_at) as requested_at,
        max(case when decision = 'pending' then 1 else 0 end) = 1 as is_pending,
        max(case when decision = 'rejected' then decided_at end) as rejected_at,
        max(requested_at) as last_requested_at
    from {{ ref('int_erpnext__approvals') }}
    where document_type = 'purchase_requisition'
    group by document_id
),

users as (
    select * from {{ ref('int_erpnext__users') }}
),

items as (
    select * from {{ ref('stg_erpnext__items') }}
)

select
    lines.source_id,
    lines.material_request_item_id as requisition_line_id,
    lines.material_request_id as requisition_id,
    requisitions.document_number as requisition_number,
    case
        when requisitions.docstatus = 2 or requisitions.erp_status = 'Stopped' then 'cancelled'
        when requisitions.docstatus = 1
            and requisitions.erp_status in ('Ordered', 'Partially Ordered', 'Received', 'Partially Received') then 'ordered'
        when requisitions.docstatus = 1 then 'approved'
        when approvals.is_pending then 'submitted'
        when approvals.rejected_at >= approvals.last_requested_at then 'rejected'
        else 'draft'
    end as status,
    requisitions.company_id,
    users.department_id,
    users.user_id as requester_id,
    lines.item_id,
    case when items.is_service then 'service' else 'goods' end as line_kind,
    lines.quantity_stock_unit,
    lines.estimated_cost_company_currency,
    lines.needed_by_date,
    amendments.first_created_at as created_at,
    approvals.requested_at,
    case when requisitions.docstatus > 0 then submissions.submitted_at end as approved_at
from lines
inner join requisitions on requisitions.material_request_id = lines.material_request_id
inner join amendments on amendments.document_id = lines.material_request_id
left join submissions on submissions.document_id = lines.material_request_id
left join approvals on approvals.document_id = lines.material_request_id
left join users on users.user_id = requisitions.creator_user_id
left join items on items.item_id = lines.item_id
