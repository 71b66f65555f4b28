-- A requisition waits for its approval, a purchase in quotation for its confirmation: one step a round, which begins
-- with the state and ends with the next one. What its owner takes back is withdrawn. The employee whom the document
-- itself names goes before the log's user, who may be Tryton itself.
with changes as (
    select
        *,
        lead(status) over (partition by document_type, document_id order by change_number) as next_status,
        lead(changed_at) over (partition by document_type, document_id order by change_number) as next_changed_at,
        lead(user_id) over (partition by document_type, document_id order by change_number) as next_user_id
    from {{ ref('int_tryton__state_changes') }}
    where document_type in ('purchase_requisition', 'purchase_order')
        and (state_before is null or status_before is null or status <> status_before)
),

documents as (
    select source_id, 'purchase_requisition' as document_type, requisition_id as document_id,
        {{ tryton_status("'purchase_requisition'", 'state') }} as status, approver_employee_id, rejecter_employee_id,
        cast(null as {{ dbt.type_string() }}) as requester_employee_id
    from {{ ref('stg_tryton__requisitions') }}
    union all
    select source_id, 'purchase_order', order_id, {{ tryton_status("'purchase_order'", 'state') }}, confirmer_employee_id,
        null, quoter_employee_id
    from {{ ref('stg_tryton__purchases') }}
),

steps as (
    select
        changes.source_id,
        changes.document_id || ':' || changes.document_type || ':'
            || cast(changes.change_number as {{ dbt.type_string() }}) as approval_id,
        changes.document_type,
        changes.document_id,
        row_number() over (
            partition by changes.document_type, changes.document_id order by changes.change_number
        ) as round_number,
        row_number() over (
            partition by changes.document_type, changes.document_id order by changes.change_number desc
        ) as rounds_to_go,
        changes.user_id,
        changes.changed_at,
        changes.next_changed_at,
        changes.next_user_id,
        documents.approver_employee_id,
        documents.rejecter_employee_id,
        documents.requester_employee_id,
        case
            when changes.next_status in ('approved', 'confirmed', 'ordered') then 'approved'
            when changes.next_status = 'rejected' then 'rejected'
            when changes.next_status is null and documents.status in ('submitted', 'awaiting_approval') then 'pending'
            when changes.next_status in ('draft', 'cancelled') and changes.document_type = 'purchase_order'
                and changes.next_user_id <> changes.user_id then 'rejected'
            else 'withdrawn'
        end as decision
    from changes
    inner join documents
        on documents.document_type = changes.document_type and documents.document_id = changes.document_id
    where changes.status in ('submitted', 'awaiting_approval')
),

-- the document names the last decision only
attributed as (
    select
        steps.*,
        case
            when steps.rounds_to_go > 1 then null
            when steps.decision = 'approved' then approvers.user_id
            when steps.decision = 'rejected' then rejecters.user_id
        end as named_approver_id,
        case when steps.rounds_to_go = 1 then requesters.user_id end as named_requester_id
    from steps
    left join {{ ref('int_tryton__employees') }} as approvers on approvers.employee_id = steps.approver_employee_id
    left join {{ ref('int_tryton__employees') }} as rejecters on rejecters.employee_id = steps.rejecter_employee_id
    left join {{ ref('int_tryton__employees') }} as requesters on requesters.employee_id = steps.requester_employee_id
)

select
    attributed.source_id,
    attributed.approval_id,
    attributed.document_type,
    attributed.document_id,
    attributed.round_number,
    1 as step_number,
    attributed.source_id || ':' || attributed.document_type as node,
    document_types.approval_name_zh as node_name_zh,
    document_types.approval_name_en as node_name_en,
    cast(null as {{ dbt.type_string() }}) as approver_role_zh,
    cast(null as {{ dbt.type_string() }}) as approver_role_en,
    case
        when attributed.decision in ('approved', 'rejected')
        then coalesce(attributed.named_approver_id, attributed.next_user_id)
    end as approver_id,
    coalesce(attributed.named_requester_id, attributed.user_id) as requester_id,
    attributed.changed_at as submitted_at,
    attributed.changed_at as requested_at,
    case when attributed.decision in ('approved', 'rejected') then attributed.next_changed_at end as decided_at,
    attributed.decision,
    case when attributed.decision = 'withdrawn' then attributed.next_changed_at end as withdrawn_at
from attributed
inner join {{ ref('document_types') }} as document_types on document_types.document_type = attributed.document_type
