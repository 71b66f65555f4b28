-- Odoo records how long somebody worked on an operation, not for what: setting up is not told apart from running.
with operations as (
    select *, {{ odoo_status("'production_operation'", 'state') }} as status
    from {{ ref('stg_odoo__work_orders') }}
),

times as (
    select work_order_id, user_id, min(started_at) as started_at, sum(minutes) as minutes
    from {{ ref('stg_odoo__work_times') }}
    where work_order_id is not null
    group by work_order_id, user_id
),

-- who worked on it longest; of equals who began first
workers as (
    select
        *,
        min(started_at) over (partition by work_order_id) as first_started_at,
        row_number() over (
            partition by work_order_id order by case when user_id is null then 1 else 0 end, minutes desc, started_at, user_id
        ) as preference
    from times
),

landed_plans as (
    select
        *,
        row_number() over (partition by work_order_id order by extracted_at desc) as preference
    from {{ ref('stg_odoo__work_order_versions') }}
    where state in ('pending', 'waiting', 'ready', 'blocked')
),

orders as (
    select * from {{ ref('stg_odoo__production_orders') }}
),

scraps as (
    select
        scraps.work_order_id,
        sum({{ in_stock_unit('scraps.quantity', 'units', 'items') }}) as quantity_scrapped
    from {{ ref('stg_odoo__scraps') }} as scraps
    -- components that were scrapped are no output
    inner join operations on operations.work_order_id = scraps.work_order_id
    inner join orders
        on orders.production_order_id = operations.production_order_id and orders.product_id = scraps.product_id
    left join {{ ref('int_odoo__items') }} as items on items.item_id = scraps.product_id
    left join {{ ref('stg_odoo__units') }} as units on units.unit_id = scraps.unit_id
    where scraps.state = 'done'
    group by scraps.work_order_id
)

select
    operations.source_id,
    operations.work_order_id as production_operation_id,
    operations.production_order_id,
    row_number() over (
        partition by operations.production_order_id order by operations.sequence, operations.number_in_source
    ) as operation_number,
    operations.operation_name,
    operations.work_center_id,
    work_centers.work_center_name,
    operations.status,
    coalesce(
        operations.recorded_planned_start_at,
        case when operations.status in ('planned', 'cancelled') and workers.work_order_id is null then operations.start_at end,
        landed_plans.start_at
    ) as planned_start_at,
    coalesce(
        operations.recorded_planned_end_at,
        case when operations.status <> 'done' then operations.end_at end,
        landed_plans.end_at
    ) as planned_end_at,
    coalesce(
        workers.first_started_at,
        case
            when operations.status in ('in_progress', 'done') or operations.recorded_planned_start_at is not null
            then operations.start_at
        end
    ) as started_at,
    case when operations.status = 'done' then operations.end_at end as ended_at,
    operations.planned_minutes,
    cast(null as {{ dbt.type_numeric() }}) as setup_minutes,
    cast(operations.worked_minutes as {{ dbt.type_numeric() }}) as run_minutes,
    cast(
        {{ in_stock_unit('operations.quantity_produced', 'units', 'items') }} - coalesce(scraps.quantity_scrapped, 0)
    as {{ dbt.type_numeric() }}) as quantity_good_stock_unit,
    cast(coalesce(scraps.quantity_scrapped, 0) as {{ dbt.type_numeric() }}) as quantity_scrapped_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_reworked_stock_unit,
    workers.user_id as operator_id
from operations
inner join orders on orders.production_order_id = operations.production_order_id
left join workers on workers.work_order_id = operations.work_order_id and workers.preference = 1
left join landed_plans on landed_plans.work_order_id = operations.work_order_id and landed_plans.preference = 1
left join scraps on scraps.work_order_id = operations.work_order_id
left join {{ ref('stg_odoo__work_centers') }} as work_centers on work_centers.work_center_id = operations.work_center_id
left join {{ ref('int_odoo__items') }} as items on items.item_id = orders.product_id
left join {{ ref('stg_odoo__units') }} as units on units.unit_id = orders.unit_id
