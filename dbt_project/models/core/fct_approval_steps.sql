-- Steps that a request reached; steps behind a rejection were never asked and are no steps.
with approvals as (
    select * from {{ ref('approvals') }}
    where decision <> 'not_reached' and (submitted_at is null or submitted_at <= {{ as_of() }})
),

users as (
    select * from {{ ref('users') }}
),

documents as (
    select 'purchase_order' as document_type, order_id as document_id, order_number as document_number,
        company_id, department_id, amount_company_currency, created_at
    from {{ ref('purchase_orders') }}
    union all
    select 'purchase_requisition' as document_type, requisition_id as document_id,
        min(requisition_number) as document_number, min(company_id) as company_id, min(department_id) as department_id,
        sum(estimated_cost_company_currency) as amount_company_currency, min(created_at) as created_at
    from {{ ref('purchase_requisition_lines') }}
    group by requisition_id
    union all
    select document_type, case_id as document_id, document_number, company_id, department_id, amount_company_currency,
        created_at
    from {{ ref('logged_cases') }}
    where document_type is not null
),

-- a level that one department always decides belongs to it also while nobody has decided yet
node_departments as (
    select approvals.node, min(users.department_id) as department_id
    from approvals
    inner join users on users.user_id = approvals.approver_id
    where users.department_id is not null
    group by approvals.node
    having count(distinct users.department_id) = 1
),

seen as (
    select
        approvals.*,
        approvals.requested_at as reached_at,
        {{ by_as_of('approvals.decided_at') }} as seen_decided_at,
        case
            when approvals.decision in ('approved', 'rejected', 'forwarded') and approvals.decided_at > {{ as_of() }}
                then 'pending'
            when approvals.decision = 'withdrawn' and approvals.withdrawn_at > {{ as_of() }} then 'pending'
            else approvals.decision
        end as seen_decision
    from approvals
    where approvals.requested_at is null or approvals.requested_at <= {{ as_of() }}
),

placed as (
    select
        seen.*,
        coalesce(seen.seen_decided_at, case when seen.seen_decision = 'pending' then {{ as_of() }} end) as ends_at,
        documents.document_number,
        documents.company_id,
        documents.department_id as document_department_id,
        documents.created_at as document_created_at,
        documents.amount_company_currency,
        users.user_name as approver_name,
        coalesce(users.department_id, node_departments.department_id) as department_id,
        {{ schedule_of('documents.company_id', 'coalesce(users.department_id, node_departments.department_id)') }}
            as schedule_id
    from seen
    left join documents
        on documents.document_type = seen.document_type and documents.document_id = seen.document_id
    left join users on users.user_id = seen.approver_id
    left join node_departments on node_departments.node = seen.node
),

measured as (
    select
        placed.*,
        {{ hours_between('placed.reached_at', 'placed.ends_at') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('start_day', 'placed.reached_at'), working_position('end_day', 'placed.ends_at'),
            'placed.reached_at', 'placed.ends_at'
        ) }} as working_hours
    from placed
    {{ join_working_day('start_day', 'placed.reached_at', 'placed.schedule_id') }}
    {{ join_working_day('end_day', 'placed.ends_at', 'placed.schedule_id') }}
)

select
    measured.source_id,
    measured.approval_id,
    measured.document_type,
    measured.document_id,
    measured.document_number,
    measured.round_number,
    measured.step_number,
    measured.node,
    measured.node_name_zh,
    measured.node_name_en,
    measured.approver_role_zh,
    measured.approver_role_en,
    measured.approver_id,
    measured.approver_name,
    measured.requester_id,
    measured.company_id,
    measured.document_department_id,
    measured.department_id,
    measured.document_created_at,
    measured.submitted_at,
    measured.reached_at as requested_at,
    measured.seen_decided_at as decided_at,
    measured.seen_decision as decision,
    case when measured.seen_decision = 'withdrawn' then measured.withdrawn_at end as withdrawn_at,
    measured.seen_decision = 'pending' as is_open,
    measured.elapsed_hours,
    measured.working_hours,
    measured.schedule_id,
    measured.amount_company_currency,
    case
        when measured.amount_company_currency is null then 'unknown'
        when measured.amount_company_currency < 1000 then 'below_1k'
        when measured.amount_company_currency < 10000 then '1k_to_10k'
        when measured.amount_company_currency < 100000 then '10k_to_100k'
        else 'above_100k'
    end as amount_band
from measured
