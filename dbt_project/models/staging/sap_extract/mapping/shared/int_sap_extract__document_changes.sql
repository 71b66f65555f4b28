-- A change document has a line for each field, whose row it names by the table's key: the fields one after the other, each
-- in its full length. A whole row that came or went is one line with the field KEY.
with changes as (
    select
        items.*,
        headers.user_id,
        headers.changed_at,
        case
            when table_name in ('EKPO', 'EKET', 'EBAN')
                then {{ sap_table_key('items.client_id', 'items.table_key', [(4, 10), (14, 5)]) }}
            when table_name in ('VBAP', 'VBEP')
                then {{ sap_table_key('items.client_id', 'items.table_key', [(4, 10), (14, 6)]) }}
            else items.client_id || '/' || trim(substr(items.table_key, 4))
        end as document_id,
        case table_name
            when 'EKET' then {{ sap_table_key('items.client_id', 'items.table_key', [(4, 10), (14, 5), (19, 4)]) }}
            when 'VBEP' then {{ sap_table_key('items.client_id', 'items.table_key', [(4, 10), (14, 6), (20, 4)]) }}
        end as schedule_line_id
    from {{ ref('stg_sap_extract__change_items') }} as items
    inner join {{ ref('stg_sap_extract__change_headers') }} as headers on headers.change_id = items.change_id
),

users as (
    select * from {{ ref('int_sap_extract__users') }}
)

select
    changes.source_id,
    changes.change_item_id as change_id,
    case changes.table_name
        when 'EKKO' then 'purchase_order'
        when 'EKPO' then 'purchase_order_line'
        when 'EKET' then 'purchase_order_line'
        when 'EBAN' then 'purchase_requisition_line'
        when 'VBAK' then 'sales_order'
        when 'VBAP' then 'sales_order_line'
        when 'VBEP' then 'sales_order_line'
        when 'LFA1' then 'supplier'
        when 'KNA1' then 'customer'
        when 'MARA' then 'item'
        else lower(changes.table_name)
    end as document_type,
    changes.document_id,
    case
        when changes.field = 'KEY' and changes.change_kind = 'I' then 'is_created'
        when changes.field = 'KEY' or changes.field in ('LOEKZ', 'LVORM', 'LOEVM') then 'is_deleted'
        when changes.table_name = 'EKET' and changes.field = 'EINDT' then 'promised_at'
        when changes.table_name = 'VBEP' and changes.field = 'EDATU' then 'promised_at'
        when changes.table_name in ('EKPO', 'EBAN') and changes.field = 'MENGE' then 'quantity'
        when changes.table_name = 'VBAP' and changes.field = 'KWMENG' then 'quantity'
        when changes.field = 'NETPR' or (changes.table_name = 'EBAN' and changes.field = 'PREIS') then 'unit_price'
        when changes.field = 'FRGZU' then 'released_codes'
        when changes.field in ('PROCSTAT', 'BANPR') then 'processing_status'
        else lower(changes.table_name) || '_' || lower(changes.field)
    end as field_name,
    case
        when changes.field = 'KEY' then 'false'
        when changes.field in ('LOEKZ', 'LVORM', 'LOEVM')
            then case when upper(trim(changes.old_value)) in ('L', 'X') then 'true' else 'false' end
        else trim(changes.old_value)
    end as old_value,
    case
        when changes.field = 'KEY' then 'true'
        when changes.field in ('LOEKZ', 'LVORM', 'LOEVM')
            then case when upper(trim(changes.new_value)) in ('L', 'X') then 'true' else 'false' end
        else trim(changes.new_value)
    end as new_value,
    changes.changed_at,
    changes.user_id,
    coalesce(users.is_automatic, false) as is_automatic,
    'audit_log' as recorded_by,
    changes.change_id as change_document_id,
    changes.table_name,
    changes.schedule_line_id,
    changes.old_value as old_field,
    changes.new_value as new_field
from changes
left join users on users.user_id = changes.user_id
