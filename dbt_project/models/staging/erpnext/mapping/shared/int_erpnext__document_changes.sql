-- Each save of a tracked document leaves a version with the fields it changed; a deletion leaves the deleted document.
with changes as (
    {{ erpnext_version_changes(ref('stg_erpnext__versions')) }}
),

named as (
    select
        *,
        {{ erpnext_document_type('doctype') }} as parent_document_type,
        {{ erpnext_field_name('source_field_name') }} as field_name
    from changes
),

placed as (
    select
        *,
        case
            when row_name is null then parent_document_type
            when table_field = 'items' then parent_document_type || '_line'
            else parent_document_type || '_' || table_field
        end as document_type
    from named
),

users as (
    select * from {{ ref('int_erpnext__users') }}
)

select
    placed.source_id,
    placed.version_id || ':' || coalesce(placed.row_name || ':', '') || placed.source_field_name as change_id,
    placed.document_type,
    case when placed.row_name is null then placed.document_id else placed.source_id || ':' || placed.row_name end
        as document_id,
    placed.field_name,
    case
        when placed.field_name = 'status' then {{ erpnext_status('placed.document_type', 'placed.old_value') }}
        else placed.old_value
    end as old_value,
    case
        when placed.field_name = 'status' then {{ erpnext_status('placed.document_type', 'placed.new_value') }}
        else placed.new_value
    end as new_value,
    placed.changed_at,
    placed.user_id,
    coalesce(users.is_automatic, false) as is_automatic,
    'audit_log' as recorded_by
from placed
left join users on users.user_id = placed.user_id
union all
select
    deleted.source_id,
    deleted.deleted_document_id || ':deleted' as change_id,
    {{ erpnext_document_type('deleted.doctype') }} as document_type,
    deleted.document_id,
    'is_deleted' as field_name,
    'false' as old_value,
    'true' as new_value,
    deleted.deleted_at as changed_at,
    deleted.user_id,
    coalesce(users.is_automatic, false) as is_automatic,
    'audit_log' as recorded_by
from {{ ref('stg_erpnext__deleted_documents') }} as deleted
left join users on users.user_id = deleted.user_id
where not deleted.is_restored
