-- Submission confirms an order. One that amends a cancelled order goes on with that order's case: entered and first
-- confirmed when the first order of the chain was. Where nothing recorded the submission, entry stands for it.
with orders as (
    select * from {{ ref('stg_erpnext__purchase_orders') }}
),

lines as (
    select order_id, min(warehouse_id) as warehouse_id, min(blanket_order_id) as blanket_order_id
    from {{ ref('stg_erpnext__purchase_order_items') }}
    group by order_id
),

amendments as (
    select * from {{ ref('int_erpnext__amendments') }} where document_type = 'purchase_order'
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'purchase_order'
),

approval_rounds as (
    select
        document_id,
        round_number,
        min(submitted_at) as submitted_at,
        max(case when decision = 'approved' then 0 else 1 end) = 0 as is_complete,
        max(case when decision = 'pending' then 1 else 0 end) as is_pending,
        max(decided_at) as decided_at
    from {{ ref('int_erpnext__approvals') }}
    where document_type = 'purchase_order'
    group by document_id, round_number
),

-- an order is approved by the first round in which every step agreed: a later one repeats what was already granted
approvals as (
    select
        document_id,
        min(submitted_at) as submitted_at,
        min(case when is_complete then round_number end) as approving_round_number,
        max(is_pending) = 1 as is_pending
    from approval_rounds
    group by document_id
),

users as (
    select * from {{ ref('int_erpnext__users') }}
)

select
    orders.source_id,
    orders.order_id,
    orders.document_number as order_number,
    case
        when orders.docstatus = 2 then 'cancelled'
        when orders.docstatus = 1 then 'confirmed'
        when approvals.is_pending then 'awaiting_approval'
        else 'draft'
    end as status,
    orders.company_id,
    users.department_id,
    users.user_id as buyer_id,
    orders.supplier_id,
    lines.warehouse_id,
    lines.blanket_order_id as contract_id,
    orders.document_currency,
    orders.amount_document_currency,
    orders.amount_company_currency,
    amendments.first_created_at as created_at,
    approvals.submitted_at,
    case
        when approvals.document_id is null then 'not_required'
        when approvals.approving_round_number is null then 'incomplete'
        else 'complete'
    end as approval_status,
    approving_rounds.decided_at as approved_at,
    case when orders.docstatus > 0 then coalesce(first_submissions.submitted_at, amendments.first_created_at) end
        as confirmed_at,
    case when orders.docstatus > 0 then coalesce(submissions.submitted_at, orders.created_at) end as last_confirmed_at,
    case when orders.docstatus = 2 then submissions.cancelled_at end as cancelled_at,
    amendments.first_document_id <> orders.order_id as is_amendment,
    orders.erp_status
from orders
inner join amendments on amendments.document_id = orders.order_id
left join lines on lines.order_id = orders.order_id
left join submissions on submissions.document_id = orders.order_id
left join submissions as first_submissions on first_submissions.document_id = amendments.first_document_id
left join approvals on approvals.document_id = orders.order_id
left join approval_rounds as approving_rounds
    on approving_rounds.document_id = approvals.document_id
    and approving_rounds.round_number = approvals.approving_round_number
left join users on users.user_id = orders.creator_user_id
