-- Every review that the source has, had when it was landed, or remembers in its audit log is an approval step, with its
-- decision where it is still there; and every document whose state proves that it was submitted has a step at least.
-- Of a review that was never landed the log must know the document and the creation: nothing else can be placed.
{{ config(meta={'dagster': {'ref': {'name': 'approvals'}}}) }}

with reviews_in_source as (
    {%- for each in sources_of('odoo') %}
    select {{ source_key(each, 'id') }} || ':review' as approval_id, '{{ each.name }}' as source_id,
        case when _deleted_at is null
            then status in ('approved', 'rejected', 'forwarded') and reviewed_date is not null end as is_decided
    from {{ raw(each, 'tier_review') }}
    union all
    select {{ source_key(each, 'logs.res_id') }} || ':review', '{{ each.name }}', null
    from {{ raw(each, 'auditlog_log') }} as logs
    left join {{ raw(each, 'auditlog_log_line') }} as lines on lines.log_id = logs.id and lines._deleted_at is null
    where logs._deleted_at is null and logs.model_model = 'tier.review'
        and not exists (select 1 from {{ raw(each, 'tier_review') }} as landed where landed.id = logs.res_id)
    group by logs.res_id
    having max(case when lines.field_name = 'res_id' then coalesce(lines.new_value, lines.old_value) end) is not null
        and max(case when logs.method = 'create' then 1 else 0 end) = 1
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

approvals as (
    select * from {{ ref('approvals') }}
    where source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
),

documents_in_source as (
    {%- for each in sources_of('odoo') %}
    select '{{ each.name }}' as source_id, 'purchase_requisition' as document_type, {{ source_key(each, 'id') }} as document_id
    from {{ raw(each, 'purchase_request') }}
    where _deleted_at is null and state in ('to_approve', 'approved', 'rejected', 'in_progress', 'done')
    union all
    select '{{ each.name }}', 'purchase_order', {{ source_key(each, 'id') }}
    from {{ raw(each, 'purchase_order') }}
    where _deleted_at is null and state = 'to approve'
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select coalesce(reviews.source_id, approvals.source_id) as source_id,
    coalesce(reviews.approval_id, approvals.approval_id) as id,
    case
        when approvals.approval_id is null then 'review without a step'
        when reviews.approval_id is null then 'step without a review'
        else 'decision differs'
    end as finding
from reviews_in_source as reviews
full outer join (select * from approvals where approval_id like '%:review') as approvals
    on approvals.approval_id = reviews.approval_id
where approvals.approval_id is null or reviews.approval_id is null
    or reviews.is_decided <> (approvals.decided_at is not null)
union all
select documents.source_id, documents.document_type || ' ' || documents.document_id, 'document without a step'
from documents_in_source as documents
left join approvals
    on approvals.document_type = documents.document_type and approvals.document_id = documents.document_id
where approvals.approval_id is null
