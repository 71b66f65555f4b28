-- Where a tier guards a document, its reviews are the approval; elsewhere the document's own state is.
with tier_steps as (
    select * from {{ ref('int_odoo__tier_steps') }}
),

state_steps as (
    select * from {{ ref('int_odoo__state_steps') }}
)

select * from tier_steps
union all
select
    state_steps.source_id,
    state_steps.approval_id,
    state_steps.document_type,
    state_steps.document_id,
    state_steps.round_number,
    state_steps.step_number,
    state_steps.node,
    document_types.approval_name_zh as node_name_zh,
    document_types.approval_name_en as node_name_en,
    null as approver_role_zh,
    null as approver_role_en,
    state_steps.approver_id,
    state_steps.requester_id,
    state_steps.submitted_at,
    state_steps.requested_at,
    state_steps.decided_at,
    state_steps.decision,
    state_steps.withdrawn_at
from state_steps
inner join {{ ref('document_types') }} as document_types on document_types.document_type = state_steps.document_type
where not exists (
    select 1 from tier_steps
    where tier_steps.document_type = state_steps.document_type and tier_steps.document_id = state_steps.document_id
)
