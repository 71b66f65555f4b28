-- The places of a document's release codes, one a step: those its strategy lists; where the strategies were not extracted,
-- as many as were ever set.
with documents as (
    select * from {{ ref('int_sap_extract__releasable_documents') }}
),

strategies as (
    {%- for place in range(1, 9) %}
    select release_strategy_id, {{ place }} as place, code_{{ place }} as code
    from {{ ref('stg_sap_extract__release_strategies') }}
    where code_{{ place }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

longest as (
    select document_type, document_id, max({{ dbt.length('codes_after') }}) as code_count
    from {{ ref('int_sap_extract__release_events') }}
    group by document_type, document_id
),

placed as (
    select
        documents.*,
        coalesce(strategies.place, places.place) as place,
        strategies.code
    from documents
    cross join (
        {%- for place in range(1, 9) %}
        select {{ place }} as place {{ "union all" if not loop.last }}
        {%- endfor %}
    ) as places
    left join longest on longest.document_type = documents.document_type and longest.document_id = documents.document_id
    left join strategies
        on strategies.release_strategy_id
            = documents.client_id || '/' || documents.release_group || '/' || documents.release_strategy
        and strategies.place = places.place
    where strategies.code is not null
        or (
            documents.client_id || '/' || coalesce(documents.release_group, '') || '/' || documents.release_strategy
                not in (select release_strategy_id from strategies)
            and places.place
                <= greatest(coalesce(longest.code_count, 0), coalesce({{ dbt.length('documents.released_codes') }}, 0), 1)
        )
),

names as (
    select
        release_code_id,
        max(case when language in ('1', 'ZH') then name end) as name_zh,
        max(case when language in ('E', 'EN') then name end) as name_en,
        max(name) as any_name
    from {{ ref('stg_sap_extract__release_code_texts') }}
    group by release_code_id
)

select
    placed.source_id,
    placed.document_type,
    placed.document_id,
    placed.place,
    placed.client_id || '/' || coalesce(placed.release_group, '') || '/'
        || coalesce(placed.code, placed.release_strategy || '/' || cast(placed.place as {{ dbt.type_string() }})) as node,
    coalesce(names.name_zh, names.name_en, names.any_name, placed.code, placed.release_strategy) as node_name_zh,
    coalesce(names.name_en, names.name_zh, names.any_name, placed.code, placed.release_strategy) as node_name_en,
    placed.released_codes,
    placed.is_release_incomplete,
    placed.is_deleted,
    placed.deleted_at
from placed
left join names on names.release_code_id = placed.client_id || '/' || placed.release_group || '/' || placed.code
