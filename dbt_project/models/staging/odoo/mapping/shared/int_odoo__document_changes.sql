-- Two records of the same change may exist: the chatter's tracking (every installation; labels) and the audit log
-- (where subscribed; keys). The audit log's is taken, the tracking's fills in where there is none.
with tracking as (
    select * from {{ ref('stg_odoo__tracking_values') }}
),

messages as (
    select * from {{ ref('stg_odoo__messages') }}
),

fields as (
    select * from {{ ref('stg_odoo__fields') }}
),

selection_values as (
    select * from {{ ref('int_odoo__selection_values') }}
),

authors as (
    select
        partner_id,
        language,
        min(user_id) as user_id,
        max(case when is_automatic then 1 else 0 end) as is_automatic
    from {{ ref('int_odoo__users') }}
    group by partner_id, language
),

tracked as (
    select
        tracking.source_id,
        tracking.tracking_value_id as change_id,
        messages.model,
        messages.document_number_in_source,
        fields.field_name as source_field_name,
        case
            when fields.field_type = 'selection' then coalesce(old_own.value, old_any.value)
            else coalesce(
                tracking.old_label,
                cast(tracking.old_stamp as {{ dbt.type_string() }}),
                cast(tracking.old_number as {{ dbt.type_string() }})
            )
        end as old_value,
        case
            when fields.field_type = 'selection' then coalesce(new_own.value, new_any.value)
            else coalesce(
                tracking.new_label,
                cast(tracking.new_stamp as {{ dbt.type_string() }}),
                cast(tracking.new_number as {{ dbt.type_string() }})
            )
        end as new_value,
        messages.written_at as changed_at,
        authors.user_id,
        coalesce(authors.is_automatic = 1, true) as is_automatic,
        'tracking' as recorded_by
    from tracking
    inner join messages on messages.message_id = tracking.message_id
    inner join fields on fields.field_id = tracking.field_id
    left join authors on authors.partner_id = messages.author_partner_id
    {%- for side in ['old', 'new'] %}
    left join selection_values as {{ side }}_own
        on {{ side }}_own.field_id = tracking.field_id
        and {{ side }}_own.label = tracking.{{ side }}_label
        and {{ side }}_own.language = authors.language
    left join selection_values as {{ side }}_any
        on {{ side }}_any.field_id = tracking.field_id
        and {{ side }}_any.label = tracking.{{ side }}_label
        and {{ side }}_any.language is null
    {%- endfor %}
),

audited as (
    select
        logs.source_id,
        lines.audit_log_line_id as change_id,
        logs.model,
        logs.document_number_in_source,
        lines.field_name as source_field_name,
        lines.old_value,
        lines.new_value,
        logs.logged_at as changed_at,
        logs.user_id,
        coalesce(users.is_automatic, true) as is_automatic,
        'audit_log' as recorded_by
    from {{ ref('stg_odoo__audit_log_lines') }} as lines
    inner join {{ ref('stg_odoo__audit_logs') }} as logs on logs.audit_log_id = lines.audit_log_id
    left join {{ ref('int_odoo__users') }} as users on users.user_id = logs.user_id
    where logs.method = 'write' and logs.model <> 'tier.review'
),

only_tracked as (
    select tracked.*
    from tracked
    where not exists (
        select 1
        from audited
        where audited.source_id = tracked.source_id
            and audited.model = tracked.model
            and audited.document_number_in_source = tracked.document_number_in_source
            and audited.source_field_name = tracked.source_field_name
            and audited.new_value = tracked.new_value
            and abs({{ seconds_between('audited.changed_at', 'tracked.changed_at') }}) <= 5
    )
),

united as (
    select * from audited
    union all
    select * from only_tracked
),

named as (
    select
        *,
        {{ odoo_document_type('model') }} as document_type,
        {{ odoo_field_name('source_field_name') }} as field_name
    from united
)

select
    source_id,
    source_id || ':' || recorded_by || ':' || change_id as change_id,
    document_type,
    source_id || ':' || cast(document_number_in_source as {{ dbt.type_string() }}) as document_id,
    field_name,
    case when field_name = 'status' then {{ odoo_status('document_type', 'old_value') }} else old_value end as old_value,
    case when field_name = 'status' then {{ odoo_status('document_type', 'new_value') }} else new_value end as new_value,
    changed_at,
    user_id,
    is_automatic,
    recorded_by
from named
