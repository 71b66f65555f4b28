-- The states of a workflow that a document entered, in rounds. Versions say it with the state's own name; where a
-- doctype is not tracked, the comments of the workflow do, in the acting user's language.
with versioned as (
    select source_id, document_type, document_id, change_id as event_id, old_value as state_before, new_value as state,
        changed_at as entered_at, user_id
    from {{ ref('int_erpnext__document_changes') }}
    where field_name = 'workflow_state' and new_value is not null
),

commented as (
    select source_id, {{ erpnext_document_type('doctype') }} as document_type, document_id, comment_id as event_id,
        cast(null as {{ dbt.type_string() }}) as state_before, content as state, written_at as entered_at, user_id
    from {{ ref('stg_erpnext__comments') }}
    where comment_type = 'Workflow' and content is not null
),

events as (
    select * from versioned
    union all
    select * from commented
    where not exists (
        select 1 from versioned
        where versioned.document_type = commented.document_type and versioned.document_id = commented.document_id
    )
),

-- refused, or back where it began: the next event asks anew
judged as (
    select
        *,
        {{ erpnext_is_refusal('state') }} as is_refusal,
        coalesce(
            {{ erpnext_is_refusal('state') }}
            or lower(state) in ('draft', '草稿')
            or state = first_value(state_before) over (
                partition by document_type, document_id order by entered_at, event_id
                rows between unbounded preceding and current row
            ),
            false
        ) as ends_round
    from events
),

rounds as (
    select
        *,
        1 + coalesce(sum(case when ends_round then 1 else 0 end) over (
            partition by document_type, document_id order by entered_at, event_id
            rows between unbounded preceding and 1 preceding
        ), 0) as round_number
    from judged
)

select
    *,
    row_number() over (
        partition by document_type, document_id, round_number order by entered_at, event_id
    ) as event_number,
    row_number() over (
        partition by document_type, document_id, round_number, state order by entered_at, event_id
    ) > 1 as is_sent_back,
    first_value(user_id) over (
        partition by document_type, document_id, round_number order by entered_at, event_id
        rows between unbounded preceding and current row
    ) as requester_id,
    first_value(entered_at) over (
        partition by document_type, document_id, round_number order by entered_at, event_id
        rows between unbounded preceding and current row
    ) as submitted_at
from rounds
