-- Documents that a release strategy applies to. A requisition is released item by item, each a document of its own, or as
-- a whole; then its items carry the same codes, and the first one speaks for it.
with requisitions as (
    select
        *,
        case when is_released_as_a_whole then header_id else requisition_line_id end as requisition_id,
        row_number() over (
            partition by case when is_released_as_a_whole then header_id else requisition_line_id end
            order by is_deleted, line_number
        ) as preference
    from {{ ref('stg_sap_extract__purchase_requisition_items') }}
),

orders as (
    select order_id, min(order_created_at) as created_at, min(case when is_deleted then 1 else 0 end) = 1 as is_deleted,
        max(deleted_at) as deleted_at
    from {{ ref('int_sap_extract__order_items') }}
    group by order_id
),

changes as (
    select
        document_type,
        document_id,
        min(case when field_name = 'is_created' then changed_at end) as created_at,
        max(case when field_name = 'is_deleted' and new_value = 'true' then changed_at end) as deleted_at
    from {{ ref('int_sap_extract__document_changes') }}
    where field_name in ('is_created', 'is_deleted')
    group by document_type, document_id
)

select
    requisitions.source_id,
    requisitions.client_id,
    'purchase_requisition' as document_type,
    requisitions.requisition_id as document_id,
    requisitions.requisition_line_id as changed_document_id,
    coalesce(changes.created_at, requisitions.requested_on_at) as created_at,
    requisitions.creator_user_id,
    requisitions.release_group,
    requisitions.release_strategy,
    requisitions.released_codes,
    requisitions.is_release_incomplete,
    requisitions.processing_status,
    requisitions.is_deleted,
    case when requisitions.is_deleted then changes.deleted_at end as deleted_at
from requisitions
left join changes
    on changes.document_type = 'purchase_requisition_line' and changes.document_id = requisitions.requisition_line_id
where requisitions.preference = 1 and requisitions.release_strategy is not null
union all
select
    documents.source_id,
    documents.client_id,
    'purchase_order' as document_type,
    documents.order_id as document_id,
    documents.order_id as changed_document_id,
    orders.created_at,
    documents.creator_user_id,
    documents.release_group,
    documents.release_strategy,
    documents.released_codes,
    documents.is_release_incomplete,
    documents.processing_status,
    orders.is_deleted,
    case when orders.is_deleted then coalesce(changes.deleted_at, orders.deleted_at) end as deleted_at
from {{ ref('stg_sap_extract__purchase_documents') }} as documents
inner join orders on orders.order_id = documents.order_id
left join changes on changes.document_type = 'purchase_order' and changes.document_id = documents.order_id
where documents.release_strategy is not null
