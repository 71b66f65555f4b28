-- A status that is written again without having changed (two writes in one transaction) is one change.
with changes as (
    select
        *,
        lag(new_value) over (
            partition by document_type, document_id order by changed_at, {{ by_number('change_id') }}
        ) as status_before
    from {{ ref('int_odoo__document_changes') }}
    where field_name = 'status' and new_value is not null
)

select
    source_id,
    change_id,
    document_type,
    document_id,
    new_value as status,
    changed_at,
    user_id,
    is_automatic
from changes
where status_before is null or status_before <> new_value
