-- Approvals that are a state of the document itself ("to approve"), from the record of its changes; and approvals that
-- the document's state proves but nothing has recorded.
with documents as (
    select source_id, 'purchase_order' as document_type, order_id as document_id,
        {{ odoo_status("'purchase_order'", 'state') }} as status, created_at
    from {{ ref('stg_odoo__purchase_orders') }}
    union all
    select source_id, 'purchase_requisition' as document_type, requisition_id as document_id,
        {{ odoo_status("'purchase_requisition'", 'state') }} as status, created_at
    from {{ ref('stg_odoo__purchase_requests') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by document_type, document_id order by changed_at, {{ by_number('change_id') }}
        ) as change_number
    from {{ ref('int_odoo__status_changes') }}
    where document_type in ('purchase_requisition', 'purchase_order')
),

state_changes as (
    select
        *,
        lead(status) over (partition by document_type, document_id order by change_number) as next_status,
        lead(changed_at) over (partition by document_type, document_id order by change_number) as next_changed_at,
        lead(user_id) over (partition by document_type, document_id order by change_number) as next_user_id
    from numbered
),

state_steps as (
    select
        state_changes.source_id,
        state_changes.document_id || ':' || state_changes.document_type || ':'
            || cast(state_changes.change_number as {{ dbt.type_string() }}) as approval_id,
        state_changes.document_type,
        state_changes.document_id,
        row_number() over (
            partition by state_changes.document_type, state_changes.document_id order by state_changes.change_number
        ) as round_number,
        1 as step_number,
        state_changes.source_id || ':' || state_changes.document_type as node,
        case
            when state_changes.next_status in ('approved', 'confirmed', 'rejected', 'cancelled')
            then state_changes.next_user_id
        end as approver_id,
        state_changes.user_id as requester_id,
        state_changes.changed_at as requested_at,
        case
            when state_changes.next_status in ('approved', 'confirmed', 'rejected', 'cancelled')
            then state_changes.next_changed_at
        end as decided_at,
        case
            when state_changes.next_status in ('approved', 'confirmed') then 'approved'
            when state_changes.next_status in ('rejected', 'cancelled') then 'rejected'
            when state_changes.next_status is null and documents.status in ('submitted', 'awaiting_approval') then 'pending'
            else 'withdrawn'
        end as decision,
        state_changes.next_changed_at as withdrawn_at
    from state_changes
    inner join documents
        on documents.document_type = state_changes.document_type and documents.document_id = state_changes.document_id
    where state_changes.status in ('submitted', 'awaiting_approval')
),

unrecorded_steps as (
    select
        documents.*,
        case
            when documents.status in ('submitted', 'awaiting_approval') then 'pending'
            when documents.status = 'rejected' then 'rejected'
            else 'approved'
        end as decision
    from documents
    where (
        documents.status in ('submitted', 'awaiting_approval')
        or (documents.document_type = 'purchase_requisition' and documents.status in ('approved', 'rejected', 'ordered'))
    )
    and not exists (
        select 1 from state_steps
        where state_steps.document_type = documents.document_type and state_steps.document_id = documents.document_id
    )
)

select
    source_id,
    approval_id,
    document_type,
    document_id,
    round_number,
    step_number,
    node,
    approver_id,
    requester_id,
    requested_at as submitted_at,
    requested_at,
    decided_at,
    decision,
    case when decision = 'withdrawn' then withdrawn_at end as withdrawn_at
from state_steps
union all
select
    source_id,
    document_id || ':' || document_type || ':unrecorded' as approval_id,
    document_type,
    document_id,
    1 as round_number,
    1 as step_number,
    source_id || ':' || document_type as node,
    null as approver_id,
    null as requester_id,
    null as submitted_at,
    null as requested_at,
    null as decided_at,
    decision,
    null as withdrawn_at
from unrecorded_steps
