-- The promise that held when the order was first confirmed. An order line keeps only the latest one; the first is
-- the old value of the first change after confirmation in the audit log, or else in an earlier landed version.
with lines as (
    select lines.order_line_id, lines.promised_at, orders.confirmed_at
    from {{ ref('stg_odoo__purchase_order_lines') }} as lines
    inner join {{ ref('int_odoo__purchase_orders') }} as orders on orders.order_id = lines.order_id
),

audited as (
    select
        lines.order_line_id,
        {{ dbt.safe_cast('changes.old_value', dbt.type_timestamp()) }} as promised_at,
        row_number() over (partition by lines.order_line_id order by changes.changed_at, changes.change_id) as preference
    from lines
    inner join {{ ref('int_odoo__document_changes') }} as changes
        on changes.document_type = 'purchase_order_line'
        and changes.document_id = lines.order_line_id
        and changes.field_name = 'promised_at'
        -- what confirmation itself writes carries the transaction's own stamp, cut or not
        and {{ seconds_between('lines.confirmed_at', 'changes.changed_at') }} >= 2
),

landed as (
    select
        lines.order_line_id,
        versions.promised_at,
        row_number() over (partition by lines.order_line_id order by versions.extracted_at) as preference
    from lines
    inner join {{ ref('stg_odoo__purchase_order_line_versions') }} as versions
        on versions.order_line_id = lines.order_line_id
        and versions.extracted_at >= lines.confirmed_at
)

select
    lines.order_line_id,
    coalesce(audited.promised_at, landed.promised_at, lines.promised_at) as first_promised_at,
    case
        when audited.promised_at is not null then 'audit_log'
        when landed.promised_at <> lines.promised_at then 'landing'
        else 'current'
    end as first_promise_recorded_by
from lines
left join audited on audited.order_line_id = lines.order_line_id and audited.preference = 1
left join landed on landed.order_line_id = lines.order_line_id and landed.preference = 1
