with steps as (
    select * from {{ ref('fct_approval_steps') }}
),

judged as (
    select
        *,
        case
            when requested_at is null then 'request_not_recorded'
            when decision = 'withdrawn' then 'withdrawn'
            when not is_open and decided_at is null then 'decision_not_recorded'
            when not is_open and elapsed_hours is null then 'decided_before_request'
            when not is_open and working_hours is null then 'outside_calendar'
        end as exclusion_reason
    from steps
)

select
    source_id,
    approval_id,
    document_type,
    document_id,
    document_number,
    node,
    node_name_zh,
    node_name_en,
    approver_role_zh,
    approver_role_en,
    amount_band,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ local_date('coalesce(requested_at, document_created_at)') }} as opened_on,
    case when exclusion_reason is null and not is_open then {{ local_date('decided_at') }} end as measured_on,
    case when exclusion_reason is not null
        then {{ local_date('coalesce(withdrawn_at, requested_at, document_created_at)') }} end as excluded_on,
    exclusion_reason,
    requested_at,
    decided_at,
    decision,
    is_open,
    case when exclusion_reason is null and not is_open then cast(elapsed_hours as double) end as elapsed_hours,
    case when exclusion_reason is null and not is_open then cast(working_hours as double) end as working_hours
from judged
