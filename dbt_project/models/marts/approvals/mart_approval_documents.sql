{%- set schedule = schedule_of('documents.company_id', 'documents.department_id') %}
with documents as (
    select
        source_id,
        document_type,
        document_id,
        min(document_number) as document_number,
        min(company_id) as company_id,
        min(document_department_id) as department_id,
        min(document_created_at) as document_created_at,
        min(case when requested_at is not null then submitted_at end) as first_submitted_at,
        max(decided_at) as last_decided_at,
        sum(case when decision in ('approved', 'rejected', 'forwarded') then 1 else 0 end) as decided_step_count,
        -- the last decision is known if no later step was decided without a stamp
        coalesce(max(case when decided_at is not null then round_number * 1000 + step_number end), 0)
            < coalesce(max(
                case when decided_at is null and decision in ('approved', 'rejected', 'forwarded')
                    then round_number * 1000 + step_number end
            ), 0) as is_last_decision_unknown,
        max(round_number) as round_count,
        max(case when is_open then 1 else 0 end) = 1 as is_open,
        max(case when decision = 'rejected' then 1 else 0 end) = 1 as is_rejected_once
    from {{ ref('fct_approval_steps') }}
    group by source_id, document_type, document_id
),

timed as (
    select
        documents.*,
        {{ hours_between('documents.first_submitted_at', 'documents.last_decided_at') }} as elapsed_hours,
        {{ working_hours_between(
            working_position('start_day', 'documents.first_submitted_at'),
            working_position('end_day', 'documents.last_decided_at'),
            'documents.first_submitted_at', 'documents.last_decided_at'
        ) }} as working_hours
    from documents
    {{ join_working_day('start_day', 'documents.first_submitted_at', schedule) }}
    {{ join_working_day('end_day', 'documents.last_decided_at', schedule) }}
),

judged as (
    select
        *,
        case
            when first_submitted_at is null then 'request_not_recorded'
            when not is_open and is_last_decision_unknown then 'decision_not_recorded'
            when not is_open and last_decided_at is null then 'withdrawn'
            when not is_open and elapsed_hours is null then 'decided_before_request'
            when not is_open and working_hours is null then 'outside_calendar'
        end as exclusion_reason
    from timed
)

select
    source_id,
    document_type || ':' || document_id as approval_document_id,
    document_type,
    document_id,
    document_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ local_date('coalesce(first_submitted_at, document_created_at)') }} as opened_on,
    case when exclusion_reason is null and not is_open then {{ local_date('last_decided_at') }} end as measured_on,
    case when exclusion_reason is not null
        then {{ local_date('coalesce(first_submitted_at, document_created_at)') }} end as excluded_on,
    exclusion_reason,
    first_submitted_at,
    last_decided_at,
    is_open,
    is_rejected_once,
    cast(round_count as bigint) as round_count,
    case when exclusion_reason is null and not is_open then cast(decided_step_count as bigint) end as decided_step_count,
    case when exclusion_reason is null and not is_open then cast(elapsed_hours as double) end as elapsed_hours,
    case when exclusion_reason is null and not is_open then cast(working_hours as double) end as working_hours
from judged
