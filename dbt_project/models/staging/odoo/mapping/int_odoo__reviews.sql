-- Restarting or cancelling a validation deletes its reviews. What is known of a deleted one comes from the audit log
-- (create, write and unlink lines) and, where it was landed before it went, from its last landed version.
with reviews as (
    select * from {{ ref('stg_odoo__tier_reviews') }}
),

audit_logs as (
    select * from {{ ref('stg_odoo__audit_logs') }} where model = 'tier.review'
),

-- joined on its key alone: an outer join with a condition on both sides besides compares each log with each line
worded_lines as (
    select lines.*
    from {{ ref('stg_odoo__audit_log_lines') }} as lines
    inner join audit_logs as logs on logs.audit_log_id = lines.audit_log_id
    where logs.method = 'create' or coalesce(lines.new_value, lines.old_value) is not null
),

audit_lines as (
    select
        logs.source_id,
        logs.source_id || ':' || cast(logs.document_number_in_source as {{ dbt.type_string() }}) as review_id,
        logs.method,
        logs.logged_at,
        lines.field_name,
        case when logs.method = 'unlink' then lines.old_value else lines.new_value end as value,
        -- the latest word on a field: a write over the deleted row's old value over the first value
        row_number() over (
            partition by logs.source_id, logs.document_number_in_source, lines.field_name
            order by
                case logs.method when 'write' then 0 when 'unlink' then 1 else 2 end,
                logs.logged_at desc,
                lines.audit_log_line_id desc
        ) as preference
    from audit_logs as logs
    left join worded_lines as lines on lines.audit_log_id = logs.audit_log_id
),

audited as (
    select
        source_id,
        review_id,
        {%- for field in ['model', 'res_id', 'definition_id', 'sequence', 'status', 'requested_by', 'done_by', 'reviewed_date'] %}
        max(case when field_name = '{{ field }}' and preference = 1 then value end) as {{ field }},
        {%- endfor %}
        min(case when method = 'create' then logged_at end) as created_at,
        max(case when method = 'unlink' then logged_at end) as deleted_at
    from audit_lines
    group by source_id, review_id
),

gone as (
    select
        coalesce(audited.source_id, reviews.source_id) as source_id,
        coalesce(audited.review_id, reviews.review_id) as review_id,
        coalesce(audited.model, reviews.model) as model,
        coalesce({{ audited_id('audited.res_id') }}, reviews.document_number_in_source) as document_number_in_source,
        coalesce(
            audited.source_id || ':' || cast({{ audited_id('audited.definition_id') }} as {{ dbt.type_string() }}),
            reviews.tier_definition_id
        ) as tier_definition_id,
        coalesce({{ audited_id('audited.sequence') }}, reviews.sequence) as sequence,
        coalesce(audited.status, reviews.status) as status,
        coalesce(
            audited.source_id || ':' || cast({{ audited_id('audited.requested_by') }} as {{ dbt.type_string() }}),
            reviews.requester_user_id
        ) as requester_user_id,
        coalesce(
            audited.source_id || ':' || cast({{ audited_id('audited.done_by') }} as {{ dbt.type_string() }}),
            reviews.approver_user_id
        ) as approver_user_id,
        coalesce({{ dbt.safe_cast('audited.reviewed_date', dbt.type_timestamp()) }}, reviews.decided_at) as decided_at,
        coalesce(audited.created_at, reviews.created_at) as created_at,
        coalesce(audited.deleted_at, reviews.deleted_at) as deleted_at
    from audited
    full outer join reviews on reviews.review_id = audited.review_id
    where reviews.review_id is null or reviews.deleted_at is not null
)

select * from reviews where deleted_at is null
union all
select
    source_id, review_id, model, document_number_in_source, tier_definition_id, sequence, status, requester_user_id,
    approver_user_id, decided_at, created_at, deleted_at
from gone
where document_number_in_source is not null and created_at is not null
