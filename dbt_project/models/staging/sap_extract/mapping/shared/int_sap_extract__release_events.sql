-- What happened to the release of a document, in order, and in which round: a code that was taken back, or a refusal that
-- was lifted, begins a new round. The first round begins with the document.
with documents as (
    select * from {{ ref('int_sap_extract__releasable_documents') }}
),

changed as (
    select
        documents.document_type,
        documents.document_id,
        changes.change_document_id as event_id,
        changes.changed_at,
        changes.user_id,
        max(case when changes.field_name = 'released_codes' then 1 else 0 end) = 1 as has_codes,
        max(case when changes.field_name = 'released_codes' then upper(coalesce(changes.old_field, '')) end) as old_codes,
        max(case when changes.field_name = 'released_codes' then upper(coalesce(changes.new_field, '')) end) as new_codes,
        max(case when changes.field_name = 'processing_status' and changes.new_field = '08' then 1 else 0 end) = 1
            as is_refusal,
        max(case when changes.field_name = 'processing_status' and changes.old_field = '08' then 1 else 0 end) = 1
            as is_lifted_refusal
    from documents
    inner join {{ ref('int_sap_extract__document_changes') }} as changes
        on changes.document_id = documents.changed_document_id
        and changes.table_name = case documents.document_type when 'purchase_order' then 'EKKO' else 'EBAN' end
    where changes.field_name = 'released_codes'
        or (changes.field_name = 'processing_status' and '08' in (changes.old_field, changes.new_field))
    group by documents.document_type, documents.document_id, changes.change_document_id, changes.changed_at, changes.user_id
),

judged as (
    select
        *,
        is_lifted_refusal
        or (
            not is_refusal
            and has_codes
            and (
                {%- for position in range(1, 9) %}
                (substr(old_codes, {{ position }}, 1) = 'X' and substr(new_codes, {{ position }}, 1) <> 'X')
                {{ "or" if not loop.last }}
                {%- endfor %}
            )
        ) as begins_round
    from changed
),

events as (
    select document_type, document_id, event_id, changed_at, user_id, has_codes, old_codes, new_codes, is_refusal, begins_round
    from judged
    union all
    select document_type, document_id, document_id as event_id, created_at, creator_user_id, true, '', '', false, true
    from documents
)

select
    *,
    sum(case when begins_round then 1 else 0 end) over (
        partition by document_type, document_id
        order by case when event_id = document_id then 0 else 1 end, changed_at, event_id
        rows between unbounded preceding and current row
    ) as round_number,
    -- the codes that had released once the event was over
    coalesce(max(case when has_codes then new_codes end) over (
        partition by document_type, document_id, code_change_count
    ), '') as codes_after
from (
    select
        *,
        sum(case when has_codes then 1 else 0 end) over (
            partition by document_type, document_id
            order by case when event_id = document_id then 0 else 1 end, changed_at, event_id
            rows between unbounded preceding and current row
        ) as code_change_count
    from events
) as counted
