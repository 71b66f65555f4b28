-- From Odoo 17 on an order has one pair of dates: the plan, until the first work order begins and the last one ends. What
-- was planned of an order that has begun is then in an earlier landed version, or nowhere.
with orders as (
    select *, {{ odoo_status("'production_order'", 'state') }} as status
    from {{ ref('stg_odoo__production_orders') }}
),

changes as (
    select
        document_id,
        min(case when status = 'confirmed' then changed_at end) as confirmed_at,
        min(case when status = 'in_progress' then changed_at end) as started_at,
        max(case when status = 'cancelled' then changed_at end) as cancelled_at
    from {{ ref('int_odoo__status_changes') }}
    where document_type = 'production_order'
    group by document_id
),

work as (
    select production_order_id, min(started_at) as started_at
    from {{ ref('int_odoo__production_operations') }}
    group by production_order_id
),

starts as (
    select production_order_id, min(started_at) as started_at
    from (
        select document_id as production_order_id, started_at from changes
        union all
        select production_order_id, started_at from work
        union all
        select production_order_id, start_at from orders where recorded_planned_start_at is not null
    ) as found
    group by production_order_id
),

landed_plans as (
    select
        *,
        row_number() over (partition by production_order_id order by extracted_at desc) as preference
    from {{ ref('stg_odoo__production_order_versions') }}
    where state in ('draft', 'confirmed')
),

-- what was scrapped of the product itself had been put out before: it is no longer good
outputs as (
    select
        moves.producing_production_id as production_order_id,
        sum(case when moves.is_scrap then 0 else {{ in_stock_unit('moves.quantity', 'units', 'items') }} end) as quantity_put_out,
        sum(case when moves.is_scrap then {{ in_stock_unit('moves.quantity', 'units', 'items') }} else 0 end) as quantity_scrapped
    from {{ ref('stg_odoo__stock_moves') }} as moves
    -- by-products are not what was ordered
    inner join orders
        on orders.production_order_id = moves.producing_production_id and orders.product_id = moves.product_id
    left join {{ ref('int_odoo__items') }} as items on items.item_id = moves.product_id
    left join {{ ref('stg_odoo__units') }} as units on units.unit_id = moves.unit_id
    where moves.state = 'done'
    group by moves.producing_production_id
)

select
    orders.source_id,
    orders.production_order_id,
    orders.order_number,
    orders.status,
    orders.company_id,
    users.department_id,
    coalesce(locations.warehouse_id, picking_types.warehouse_id) as warehouse_id,
    orders.product_id as item_id,
    {{ in_stock_unit('orders.quantity', 'units', 'items') }} as quantity_planned_stock_unit,
    cast(coalesce(outputs.quantity_put_out - outputs.quantity_scrapped, 0) as {{ dbt.type_numeric() }}) as quantity_good_stock_unit,
    cast(coalesce(outputs.quantity_scrapped, 0) as {{ dbt.type_numeric() }}) as quantity_scrapped_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_reworked_stock_unit,
    orders.created_at,
    changes.confirmed_at,
    coalesce(
        orders.recorded_planned_start_at,
        case when work.started_at is null then orders.start_at end,
        landed_plans.start_at
    ) as planned_start_at,
    coalesce(
        orders.recorded_planned_end_at,
        case when orders.status <> 'done' then orders.end_at end,
        landed_plans.end_at
    ) as planned_end_at,
    starts.started_at,
    case when orders.status = 'done' then orders.end_at end as ended_at,
    case when orders.status = 'cancelled' then changes.cancelled_at end as cancelled_at,
    orders.planner_user_id as planner_id
from orders
left join changes on changes.document_id = orders.production_order_id
left join work on work.production_order_id = orders.production_order_id
left join starts on starts.production_order_id = orders.production_order_id
left join landed_plans on landed_plans.production_order_id = orders.production_order_id and landed_plans.preference = 1
left join outputs on outputs.production_order_id = orders.production_order_id
left join {{ ref('int_odoo__users') }} as users on users.user_id = orders.planner_user_id
left join {{ ref('stg_odoo__locations') }} as locations on locations.location_id = orders.output_location_id
left join {{ ref('stg_odoo__picking_types') }} as picking_types on picking_types.picking_type_id = orders.picking_type_id
left join {{ ref('int_odoo__items') }} as items on items.item_id = orders.product_id
left join {{ ref('stg_odoo__units') }} as units on units.unit_id = orders.unit_id
