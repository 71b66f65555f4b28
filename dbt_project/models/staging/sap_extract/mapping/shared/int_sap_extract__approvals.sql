-- Each character of a document's release codes is a step: set it is approved, taken away it is asked again, in a new round.
-- Codes release in the order of their strategy; whoever refuses does so for the first that has not released.
with events as (
    select * from {{ ref('int_sap_extract__release_events') }}
),

rounds as (
    select
        begins.document_type, begins.document_id, begins.round_number, begins.changed_at as submitted_at,
        begins.user_id as requester_id, begins.codes_after as codes_before, begins.old_codes, begins.new_codes,
        refusals.changed_at as refused_at, refusals.user_id as refuser_id, refusals.codes_after as codes_at_refusal,
        lead(begins.changed_at) over (
            partition by begins.document_type, begins.document_id order by begins.round_number
        ) as next_submitted_at
    from events as begins
    left join (
        select document_type, document_id, round_number, changed_at, user_id, codes_after,
            row_number() over (partition by document_type, document_id, round_number order by changed_at, event_id) as number
        from events where is_refusal
    ) as refusals
        on refusals.document_type = begins.document_type
        and refusals.document_id = begins.document_id
        and refusals.round_number = begins.round_number
        and refusals.number = 1
    where begins.begins_round
),

places as (
    select * from {{ ref('int_sap_extract__release_places') }}
),

decided as (
    select
        document_type, document_id, round_number, place, changed_at as decided_at, user_id as approver_id,
        row_number() over (partition by document_type, document_id, round_number, place order by changed_at, event_id) as number
    from (
        {%- for place in range(1, 9) %}
        select *, {{ place }} as place from events
        where has_codes and substr(old_codes, {{ place }}, 1) <> 'X' and substr(new_codes, {{ place }}, 1) = 'X'
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ) as set_codes
),

steps as (
    select
        rounds.*,
        places.source_id, places.place, places.node, places.node_name_zh, places.node_name_en,
        places.is_release_incomplete, places.is_deleted, places.deleted_at,
        decided.decided_at, decided.approver_id,
        rounds.next_submitted_at is null and substr(places.released_codes, places.place, 1) = 'X' as is_set_now
    from rounds
    inner join places on places.document_type = rounds.document_type and places.document_id = rounds.document_id
    left join decided
        on decided.document_type = rounds.document_type
        and decided.document_id = rounds.document_id
        and decided.round_number = rounds.round_number
        and decided.place = places.place
        and decided.number = 1
    -- what an earlier round had released and kept is asked no more
    where decided.decided_at is not null or substr(rounds.codes_before, places.place, 1) <> 'X'
),

placed as (
    select
        *,
        decided_at is not null or is_set_now as is_approved,
        max(decided_at) over (
            partition by document_type, document_id, round_number order by place rows between unbounded preceding and 1 preceding
        ) as preceding_decided_at,
        coalesce(min(case when decided_at is not null or is_set_now then 1 else 0 end) over (
            partition by document_type, document_id, round_number order by place rows between unbounded preceding and 1 preceding
        ), 1) = 1 as is_reached
    from steps
),

judged as (
    select
        *,
        case
            when is_approved then 'approved'
            when not is_reached then 'not_reached'
            when refused_at is not null then 'rejected'
            when next_submitted_at is not null or is_deleted then 'withdrawn'
            when not is_release_incomplete then 'not_reached'
            else 'pending'
        end as decision
    from placed
)

select
    source_id,
    document_type || ':' || document_id || ':' || cast(round_number as {{ dbt.type_string() }}) || ':'
        || cast(place as {{ dbt.type_string() }}) as approval_id,
    document_type,
    document_id,
    round_number,
    row_number() over (partition by document_type, document_id, round_number order by place) as step_number,
    node,
    node_name_zh,
    node_name_en,
    cast(null as {{ dbt.type_string() }}) as approver_role_zh,
    cast(null as {{ dbt.type_string() }}) as approver_role_en,
    case when decision = 'rejected' then refuser_id else approver_id end as approver_id,
    requester_id,
    submitted_at,
    case
        when decision = 'not_reached' then null
        when preceding_decided_at <= coalesce(decided_at, refused_at, preceding_decided_at) then preceding_decided_at
        else submitted_at
    end as requested_at,
    case when decision = 'rejected' then refused_at else decided_at end as decided_at,
    decision,
    case when decision = 'withdrawn' then coalesce(next_submitted_at, deleted_at) end as withdrawn_at,
    min(case when decision = 'approved' then 1 when decision = 'not_reached' and not is_release_incomplete
        and next_submitted_at is null and refused_at is null and not is_deleted then 1 else 0 end) over (
        partition by document_type, document_id, round_number
    ) = 1 as is_round_complete
from judged
