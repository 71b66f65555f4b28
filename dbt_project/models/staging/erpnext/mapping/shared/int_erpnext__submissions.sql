-- A document keeps no stamp of its own submission, and every later receipt or bill writes to it. What recorded it, best
-- first: the version that changed docstatus, a comment Submitted or Cancelled, and the first comment Label, which
-- ERPNext writes when submission gives a document its first status. (A draft's status never changes.)
with recorded as (
    select
        source_id,
        document_type,
        document_id,
        case when new_value = 'cancelled' then 'cancelled' else 'submitted' end as what,
        changed_at as occurred_at,
        user_id,
        'version' as recorded_by,
        1 as preference
    from {{ ref('int_erpnext__document_changes') }}
    where field_name = 'status' and new_value <> 'draft'
    union all
    select
        source_id,
        {{ erpnext_document_type('doctype') }} as document_type,
        document_id,
        case when comment_type = 'Cancelled' then 'cancelled' else 'submitted' end as what,
        written_at as occurred_at,
        user_id,
        'comment' as recorded_by,
        case when comment_type = 'Label' then 3 else 2 end as preference
    from {{ ref('stg_erpnext__comments') }}
    where comment_type in ('Submitted', 'Cancelled', 'Label')
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_type, document_id, what order by preference, occurred_at, user_id
        ) as place
    from recorded
)

select
    source_id,
    document_type,
    document_id,
    max(case when what = 'submitted' then occurred_at end) as submitted_at,
    max(case when what = 'submitted' then user_id end) as submitter_id,
    max(case when what = 'submitted' then recorded_by end) as submission_recorded_by,
    max(case when what = 'cancelled' then occurred_at end) as cancelled_at,
    max(case when what = 'cancelled' then user_id end) as canceller_id
from ranked
where place = 1
group by source_id, document_type, document_id
