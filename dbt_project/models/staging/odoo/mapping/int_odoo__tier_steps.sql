-- The reviews of tier validations as steps: rounds, order within a round, and when the request reached each step.
with reviews as (
    select
        *,
        {{ odoo_document_type('model') }} as document_type,
        source_id || ':' || cast(document_number_in_source as {{ dbt.type_string() }}) as document_id
    from {{ ref('int_odoo__reviews') }}
),

definitions as (
    select * from {{ ref('stg_odoo__tier_definitions') }}
),

groups as (
    select * from {{ ref('stg_odoo__user_groups') }}
),

rounds as (
    select
        reviews.*,
        definitions.name_zh,
        definitions.name_en,
        groups.name_zh as role_zh,
        groups.name_en as role_en,
        coalesce(definitions.is_sequential, true) as is_sequential,
        dense_rank() over (
            partition by reviews.document_type, reviews.document_id order by reviews.created_at
        ) as round_number,
        row_number() over (
            partition by reviews.document_type, reviews.document_id, reviews.created_at order by reviews.sequence
        ) as step_number,
        -- a sequential step is reached when the step before it has decided
        max(reviews.decided_at) over (
            partition by reviews.document_type, reviews.document_id, reviews.created_at
            order by reviews.sequence rows between unbounded preceding and 1 preceding
        ) as decided_before_at
    from reviews
    left join definitions on definitions.tier_definition_id = reviews.tier_definition_id
    left join groups on groups.user_group_id = definitions.reviewer_group_id
)

select
    source_id,
    review_id || ':review' as approval_id,
    document_type,
    document_id,
    round_number,
    step_number,
    coalesce(tier_definition_id, source_id || ':unknown') as node,
    name_zh as node_name_zh,
    name_en as node_name_en,
    role_zh as approver_role_zh,
    role_en as approver_role_en,
    approver_user_id as approver_id,
    requester_user_id as requester_id,
    created_at as submitted_at,
    case
        when status in ('waiting', 'cancel') and decided_at is null then null
        when is_sequential and step_number > 1 then coalesce(decided_before_at, created_at)
        else created_at
    end as requested_at,
    case when status in ('approved', 'rejected') then decided_at end as decided_at,
    case
        when status in ('approved', 'rejected') then status
        when status in ('cancel', 'waiting') then 'not_reached'
        when deleted_at is not null then 'withdrawn'
        else 'pending'
    end as decision,
    deleted_at as withdrawn_at
from rounds
