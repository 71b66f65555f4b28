-- The promise that held when the order was first confirmed. An order line keeps only the latest one; the first is
-- the old value of the first change after confirmation in the audit log, or else in an earlier landed version.
with lines as (
    select
        lines.source_id,
        lines.order_line_id,
        lines.promised_at,
        -- a line added to a confirmed order is promised from then on
        case when lines.created_at > orders.confirmed_at then lines.created_at else orders.confirmed_at end as confirmed_at
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

versions as (
    select *, count(*) over (partition by order_line_id) as version_count
    from {{ ref('stg_odoo__purchase_order_line_versions') }}
),

-- a version is kept only where something changed, so the first landing after confirmation may have kept none of a line
landings as (
    select distinct source_id, extracted_at from versions
),

first_landings as (
    select lines.order_line_id, min(landings.extracted_at) as landed_at
    from lines
    inner join landings on landings.source_id = lines.source_id and landings.extracted_at >= lines.confirmed_at
    -- the only version of a line is the line as it is
    where lines.order_line_id in (select order_line_id from versions where version_count > 1)
    group by lines.order_line_id
),

landed as (
    select
        first_landings.order_line_id,
        versions.promised_at,
        row_number() over (partition by first_landings.order_line_id order by versions.extracted_at desc) as preference
    from first_landings
    inner join versions
        on versions.order_line_id = first_landings.order_line_id
        and versions.extracted_at <= first_landings.landed_at
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
