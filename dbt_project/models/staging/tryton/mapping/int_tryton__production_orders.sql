-- A production is released when it waits for its components, begins when it runs, ends when it is done. Tryton records no
-- scrap and no rework.
with productions as (
    select *, {{ tryton_status("'production_order'", 'state') }} as status from {{ ref('stg_tryton__productions') }}
),

changes as (
    select
        document_id,
        min(case when state = 'waiting' then changed_at end) as confirmed_at,
        min(case when state = 'running' then changed_at end) as started_at,
        max(case when state = 'done' then changed_at end) as ended_at,
        max(case when state = 'cancelled' then changed_at end) as cancelled_at
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'production_order'
    group by document_id
),

outputs as (
    select production_order_id, item_id, sum(quantity_stock_unit) as quantity
    from {{ ref('int_tryton__stock_moves') }}
    where is_production_output
    group by production_order_id, item_id
),

users as (
    select * from {{ ref('int_tryton__users') }}
)

select
    productions.source_id,
    productions.production_order_id,
    coalesce(productions.document_number, {{ dbt.split_part('productions.production_order_id', "':'", 2) }})
        as order_number,
    productions.status,
    productions.company_id,
    users.department_id,
    productions.warehouse_id,
    productions.product_id as item_id,
    {{ tryton_in_stock_unit('productions.quantity', 'units', 'stock_units') }} as quantity_planned_stock_unit,
    coalesce(outputs.quantity, 0) as quantity_good_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_scrapped_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_reworked_stock_unit,
    productions.created_at,
    changes.confirmed_at,
    {{ tryton_start_of_day('productions.planned_start_date') }} as planned_start_at,
    {{ tryton_end_of_day('productions.planned_end_date') }} as planned_end_at,
    changes.started_at,
    case when productions.status = 'done'
        then coalesce(changes.ended_at, {{ tryton_end_of_day('productions.effective_end_date') }}) end as ended_at,
    case when productions.status = 'cancelled' then changes.cancelled_at end as cancelled_at,
    users.user_id as planner_id
from productions
left join changes on changes.document_id = productions.production_order_id
left join outputs
    on outputs.production_order_id = productions.production_order_id and outputs.item_id = productions.product_id
left join users on users.user_id = productions.creator_user_id
left join {{ ref('int_tryton__items') }} as items on items.item_id = productions.product_id
left join {{ ref('stg_tryton__units') }} as units on units.unit_id = productions.unit_id
left join {{ ref('stg_tryton__units') }} as stock_units on stock_units.unit_id = items.stock_unit_id
