-- Who may decide in a state is whoever may take a document out of it; ways on count before ways back (a requester may
-- take back what a manager decides on), the workflow in force before former ones. Up to three roles are named.
with ways as (
    select
        transitions.source_id,
        {{ erpnext_document_type('workflows.doctype') }} as document_type,
        transitions.state,
        transitions.role_name,
        case when workflows.is_active then 2 else 0 end
            + case
                when {{ erpnext_is_refusal('transitions.next_state') }} or lower(transitions.next_state) in ('draft', '草稿')
                then 0
                else 1
            end as weight,
        transitions.transition_number
    from {{ ref('stg_erpnext__workflow_transitions') }} as transitions
    inner join {{ ref('stg_erpnext__workflows') }} as workflows on workflows.workflow_id = transitions.workflow_id
    where transitions.role_name is not null
),

weighed as (
    select *, max(weight) over (partition by source_id, document_type, state) as greatest_weight
    from ways
),

roles as (
    select source_id, document_type, state, role_name, min(transition_number) as first_number
    from weighed
    where weight = greatest_weight
    group by source_id, document_type, state, role_name
),

placed as (
    select
        *,
        row_number() over (partition by source_id, document_type, state order by first_number, role_name) as place
    from roles
)

select
    source_id,
    document_type,
    state,
    max(case when place = 1 then role_name end)
        || coalesce(' / ' || max(case when place = 2 then role_name end), '')
        || coalesce(' / ' || max(case when place = 3 then role_name end), '') as role_names
from placed
group by source_id, document_type, state
