-- States come from the state changes, values from the versions of purchases and sales, and of everything else the log
-- tells which fields were written, without their values. What a deletion leaves is its entry in the log.
with states as (
    select source_id, state_change_id as change_id, document_type, document_id, 'status' as field_name,
        status_before as old_value, status as new_value, changed_at, user_id, 'tracking' as recorded_by
    from {{ ref('int_tryton__state_changes') }}
    where status_before is null and status <> 'draft' or status <> status_before
),

{%- set versioned = {
    'purchase_order': ('stg_tryton__purchase_versions', 'order_id',
        ['supplier_party_id', 'warehouse_id', 'delivery_date', 'amount_document_currency']),
    'purchase_order_line': ('stg_tryton__purchase_line_versions', 'order_line_id',
        ['product_id', 'quantity', 'unit_price', 'delivery_date']),
    'sales_order': ('stg_tryton__sale_versions', 'order_id',
        ['customer_party_id', 'warehouse_id', 'shipping_date', 'amount_document_currency']),
    'sales_order_line': ('stg_tryton__sale_line_versions', 'order_line_id', ['product_id', 'quantity', 'unit_price'])} %}

versions as (
    {%- for document_type, (model, key, fields) in versioned.items() %}
    {%- for field in fields %}
    select source_id, '{{ document_type }}' as document_type, version_id, {{ key }} as document_id,
        {{ tryton_field_name("'" ~ field ~ "'") }} as field_name,
        row_number() over (partition by {{ key }} order by version_number) as place,
        cast(lag({{ field }}) over (partition by {{ key }} order by version_number) as {{ dbt.type_string() }}) as old_value,
        cast({{ field }} as {{ dbt.type_string() }}) as new_value,
        valid_from as changed_at, user_id
    from {{ ref(model) }}
    where not is_deletion
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

values_ as (
    select source_id, document_type || ':' || version_id || ':' || field_name as change_id, document_type, document_id,
        field_name, old_value, new_value, changed_at, user_id, 'audit_log' as recorded_by
    from versions
    where place > 1 and (old_value <> new_value or (old_value is null) <> (new_value is null))
),

-- of a document with versions, the log says nothing more
fields as (
    select source_id, log_id, document_type, document_id, {{ tryton_field_name('field') }} as field_name, logged_at, user_id,
        field
    from ({{ tryton_written_fields(ref('stg_tryton__logs')) }}) as written
    where not exists (
        select 1 from versions
        where versions.document_type = written.document_type and versions.document_id = written.document_id
    )
),

deletions as (
    select source_id, log_id, {{ tryton_document_type('model') }} as document_type, record_id as document_id, logged_at, user_id
    from {{ ref('stg_tryton__logs') }}
    where event = 'delete'
),

changes as (
    select * from states
    union all
    select * from values_
    union all
    select source_id, log_id || ':' || field, document_type, document_id, field_name, null, null, logged_at, user_id,
        'tracking'
    from fields
    where field_name <> 'status'
    union all
    select source_id, log_id || ':deleted', document_type, document_id, 'is_deleted', 'false', 'true', logged_at, user_id,
        'tracking'
    from deletions
)

select
    changes.source_id,
    changes.change_id,
    changes.document_type,
    changes.document_id,
    changes.field_name,
    changes.old_value,
    changes.new_value,
    changes.changed_at,
    changes.user_id,
    coalesce(users.is_automatic, false) as is_automatic,
    changes.recorded_by
from changes
left join {{ ref('int_tryton__users') }} as users on users.user_id = changes.user_id
