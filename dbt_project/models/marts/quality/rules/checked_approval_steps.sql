select
    source_id,
    approval_id as record_id,
    document_number as record_name,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ local_date('coalesce(requested_at, document_created_at)') }} as entered_on,
    case when decision = 'approved' and approver_id is not null and requester_id is not null
        then approver_id = requester_id end as approver_is_requester,
    case when requested_at is not null and decided_at is not null
        then {{ seconds_between('requested_at', 'decided_at') }} <= -1 end as decided_before_request,
    cast(null as {{ dbt.type_string() }}) as original_id
from {{ ref('fct_approval_steps') }}
