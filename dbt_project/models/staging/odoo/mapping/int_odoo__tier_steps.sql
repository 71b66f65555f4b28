-- The reviews of tier validations as steps: rounds, order within a round, and when the request reached each step.
with reviews as (
    select
        *,
        {{ odoo_document_type('model') }} as document_type,
        source_id || ':' || cast(document_number_in_source as {{ dbt.type_string() }}) as document_id
    from {{ ref('int_odoo__reviews') }}
),

-- who forwards a review ends it and creates another one, without a level of its own, for whoever shall decide instead
placed as (
    select
        *,
        tier_definition_id is null
            and sum(case when status = 'forwarded' then 1 else 0 end) over (
                partition by document_type, document_id order by created_at
            ) > 0 as is_continuation,
        max(case when tier_definition_id is not null then created_at end) over (
            partition by document_type, document_id order by created_at
        ) as last_submitted_at
    from reviews
),

submitted as (
    select
        *,
        case when is_continuation then coalesce(last_submitted_at, created_at) else created_at end as submitted_at
    from placed
),

-- it stands for the level that was forwarded
levelled as (
    select
        *,
        coalesce(tier_definition_id, case
            when is_continuation
            then max(tier_definition_id) over (partition by document_type, document_id, submitted_at, sequence)
        end) as level_id
    from submitted
),

definitions as (
    select * from {{ ref('stg_odoo__tier_definitions') }}
),

groups as (
    select * from {{ ref('stg_odoo__user_groups') }}
),

rounds as (
    select
        levelled.*,
        definitions.name_zh,
        definitions.name_en,
        groups.name_zh as role_zh,
        groups.name_en as role_en,
        coalesce(definitions.is_sequential, true) as is_sequential,
        dense_rank() over (
            partition by levelled.document_type, levelled.document_id order by levelled.submitted_at
        ) as round_number,
        row_number() over (
            partition by levelled.document_type, levelled.document_id, levelled.submitted_at
            order by levelled.sequence, levelled.created_at, {{ by_number('levelled.review_id') }}
        ) as step_number
    from levelled
    left join definitions on definitions.tier_definition_id = levelled.level_id
    left join groups on groups.user_group_id = definitions.reviewer_group_id
),

-- a sequential step is reached when the steps before it have decided: the one just before it, and all parallel ones
preceded as (
    select
        *,
        max(decided_at) over before_it as decided_before_at,
        lag(decided_at) over (
            partition by document_type, document_id, round_number order by step_number
        ) is not null
            and max(case when not is_sequential and decided_at is null then 1 else 0 end) over before_it = 0
            as is_decision_before_recorded
    from rounds
    window before_it as (
        partition by document_type, document_id, round_number
        order by step_number rows between unbounded preceding and 1 preceding
    )
)

select
    source_id,
    review_id || ':review' as approval_id,
    document_type,
    document_id,
    round_number,
    step_number,
    coalesce(level_id, source_id || ':unknown') as node,
    name_zh as node_name_zh,
    name_en as node_name_en,
    role_zh as approver_role_zh,
    role_en as approver_role_en,
    approver_user_id as approver_id,
    requester_user_id as requester_id,
    submitted_at,
    case
        when status in ('waiting', 'cancel') and decided_at is null then null
        when is_continuation or not is_sequential or step_number = 1 then created_at
        -- approved without a stamp: nobody knows when the request came here
        when is_decision_before_recorded then decided_before_at
    end as requested_at,
    case when status in ('approved', 'rejected', 'forwarded') then decided_at end as decided_at,
    case
        when status in ('approved', 'rejected', 'forwarded') then status
        when status in ('cancel', 'waiting') then 'not_reached'
        when deleted_at is not null then 'withdrawn'
        else 'pending'
    end as decision,
    deleted_at as withdrawn_at
from preceded
