-- The first and the latest promise of purchase and sale lines. Once an order is processed, its moves hold the promise:
-- what they were first planned for (moves bear it in mind) and what they are planned for now. Before, it is the line's
-- own date, else the order's, else the day of the order and the supplier's lead time. The versions tell which dates held
-- when the order was first confirmed.
with lines as (
    select lines.source_id, 'purchase_order_line' as document_type, lines.order_line_id, lines.order_id,
        coalesce(lines.delivery_date, orders.delivery_date) as given_date,
        {{ dbt.dateadd('day', 'lead_times.lead_time_days', 'orders.purchase_date') }} as computed_date,
        orders.confirmed_at
    from {{ ref('stg_tryton__purchase_lines') }} as lines
    inner join {{ ref('int_tryton__purchase_orders') }} as orders on orders.order_id = lines.order_id
    left join {{ ref('int_tryton__lead_times') }} as lead_times on lead_times.order_line_id = lines.order_line_id
    union all
    select lines.source_id, 'sales_order_line', lines.order_line_id, lines.order_id, orders.shipping_date, null,
        orders.confirmed_at
    from {{ ref('stg_tryton__sale_lines') }} as lines
    inner join {{ ref('int_tryton__sales_orders') }} as orders on orders.order_id = lines.order_id
),

moves as (
    select coalesce(purchase_line_id, sale_line_id) as order_line_id,
        case when purchase_line_id is not null then 'purchase_order_line' else 'sales_order_line' end as document_type,
        origin_planned_date, planned_date, state, move_number,
        row_number() over (
            partition by purchase_line_id, sale_line_id
            order by case when origin_planned_date is null then 1 else 0 end, move_number
        ) as place
    from {{ ref('stg_tryton__stock_moves') }}
    where purchase_line_id is not null or sale_line_id is not null
),

planned as (
    select
        document_type,
        order_line_id,
        min(case when place = 1 then origin_planned_date end) as first_date,
        min(case when state <> 'cancelled' then planned_date end) as latest_date
    from moves
    group by document_type, order_line_id
),

-- the last version that was written by the confirmation, of the line and of its order
versions as (
    select 'purchase_order_line' as document_type, order_line_id as record_id, delivery_date, valid_from, version_number
    from {{ ref('stg_tryton__purchase_line_versions') }} where not is_deletion
    union all
    select 'purchase_order', order_id, delivery_date, valid_from, version_number
    from {{ ref('stg_tryton__purchase_versions') }} where not is_deletion
    union all
    select 'sales_order', order_id, shipping_date, valid_from, version_number
    from {{ ref('stg_tryton__sale_versions') }} where not is_deletion
),

dated as (
    select
        lines.document_type,
        lines.order_line_id,
        versions.document_type as version_type,
        versions.delivery_date,
        row_number() over (
            partition by lines.document_type, lines.order_line_id, versions.document_type
            order by versions.valid_from desc, versions.version_number desc
        ) as place
    from lines
    inner join versions
        on versions.valid_from <= lines.confirmed_at
        and (
            versions.document_type = lines.document_type and versions.record_id = lines.order_line_id
            or versions.document_type || '_line' = lines.document_type and versions.record_id = lines.order_id
        )
),

recorded as (
    select
        document_type,
        order_line_id,
        coalesce(
            max(case when version_type = document_type then delivery_date end),
            max(case when version_type <> document_type then delivery_date end)
        ) as promised_date
    from dated
    where place = 1
    group by document_type, order_line_id
)

select
    lines.document_type,
    lines.order_line_id,
    {{ tryton_end_of_day('coalesce(recorded.promised_date, planned.first_date, lines.given_date, lines.computed_date, planned.latest_date)') }}
        as first_promised_at,
    case when coalesce(recorded.promised_date, planned.first_date) is not null then 'audit_log' else 'current' end
        as first_promise_recorded_by,
    {{ tryton_end_of_day('coalesce(planned.latest_date, lines.given_date, lines.computed_date)') }} as latest_promised_at
from lines
left join planned on planned.document_type = lines.document_type and planned.order_line_id = lines.order_line_id
left join recorded on recorded.document_type = lines.document_type and recorded.order_line_id = lines.order_line_id
