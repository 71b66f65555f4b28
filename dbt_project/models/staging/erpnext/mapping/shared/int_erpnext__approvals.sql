-- A step is a state that a document waited in after it was handed in: it begins when the document enters the state and
-- is decided by whoever takes the document on. Without a workflow, submission is the release and no approval.
with documents as (
    select 'purchase_requisition' as document_type, material_request_id as document_id, docstatus
    from {{ ref('stg_erpnext__material_requests') }}
    where request_type = 'Purchase'
    union all
    select 'purchase_order', order_id, docstatus from {{ ref('stg_erpnext__purchase_orders') }}
    union all
    select 'invoice', invoice_id, docstatus from {{ ref('stg_erpnext__purchase_invoices') }}
    union all
    select 'sales_order', order_id, docstatus from {{ ref('stg_erpnext__sales_orders') }}
),

events as (
    select
        workflow_events.*,
        documents.docstatus,
        lead(entered_at) over (partition by document_type, document_id order by entered_at, event_id) as next_entered_at,
        lead(user_id) over (partition by document_type, document_id order by entered_at, event_id) as next_user_id,
        lead(ends_round) over (partition by document_type, document_id order by entered_at, event_id) as next_ends_round,
        lead(is_refusal) over (partition by document_type, document_id order by entered_at, event_id) as next_is_refusal,
        lead(is_sent_back) over (partition by document_type, document_id order by entered_at, event_id)
            as next_is_sent_back
    from {{ ref('int_erpnext__workflow_events') }} as workflow_events
    inner join documents using (document_type, document_id)
),

open_actions as (
    select distinct {{ erpnext_document_type('doctype') }} as document_type, document_id
    from {{ ref('stg_erpnext__workflow_actions') }}
    where is_open
),

-- a state that nobody has left is a wait only of a draft, or where the workflow itself says that somebody is asked
steps as (
    select
        events.*,
        roles.role_names,
        submissions.cancelled_at,
        case
            when next_entered_at is null and docstatus = 2 then 'withdrawn'
            when next_entered_at is null then 'pending'
            when next_ends_round and not next_is_refusal and next_user_id = requester_id then 'withdrawn'
            when next_ends_round or next_is_sent_back then 'rejected'
            else 'approved'
        end as decision
    from events
    left join open_actions
        on open_actions.document_type = events.document_type and open_actions.document_id = events.document_id
    left join {{ ref('int_erpnext__submissions') }} as submissions
        on submissions.document_type = events.document_type and submissions.document_id = events.document_id
    left join {{ ref('int_erpnext__workflow_roles') }} as roles
        on roles.source_id = events.source_id
        and roles.document_type = events.document_type
        and roles.state = events.state
    where not events.ends_round
        and (
            events.next_entered_at is not null
            or events.docstatus = 0
            or open_actions.document_id is not null
        )
)

select
    source_id,
    event_id || ':workflow' as approval_id,
    document_type,
    document_id,
    round_number,
    row_number() over (
        partition by document_type, document_id, round_number order by entered_at, event_id
    ) as step_number,
    source_id || ':' || document_type || ':' || state as node,
    state as node_name_zh,
    state as node_name_en,
    -- a site names its roles in one language
    role_names as approver_role_zh,
    role_names as approver_role_en,
    case when decision in ('approved', 'rejected') then next_user_id end as approver_id,
    requester_id,
    submitted_at,
    entered_at as requested_at,
    case when decision in ('approved', 'rejected') then next_entered_at end as decided_at,
    decision,
    case when decision = 'withdrawn' then coalesce(next_entered_at, cancelled_at) end as withdrawn_at
from steps
