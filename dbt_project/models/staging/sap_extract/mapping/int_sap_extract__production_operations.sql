-- Operations of production orders with what was confirmed; a confirmation that was reversed, and the one that reverses it,
-- count for nothing. Activity 1 is setup, activity 2 run time, as in SAP's own standard value key.
with confirmations as (
    select
        operation_id,
        sum({{ sap_minutes('coalesce(setup_time, 0)', 'setup_unit') }}) as setup_minutes,
        sum({{ sap_minutes('coalesce(run_time, 0)', 'run_unit') }}) as run_minutes,
        max(case when is_final then 1 else 0 end) = 1 as is_final,
        max(creator_user_id) as operator_id
    from {{ ref('stg_sap_extract__confirmations') }}
    where not is_reversed and not reverses
    group by operation_id
)

select
    operations.source_id,
    operations.operation_id as production_operation_id,
    orders.production_order_id,
    cast(operations.operation_number as bigint) as operation_number,
    operations.operation_name,
    operations.work_center_id,
    work_centers.work_center_name,
    case
        when orders.status = 'cancelled' or operations.is_deleted then 'cancelled'
        when coalesce(confirmations.is_final, false) or orders.status = 'done' then 'done'
        when quantities.started_at is not null then 'in_progress'
        else 'planned'
    end as status,
    quantities.planned_start_at,
    quantities.planned_end_at,
    quantities.started_at,
    quantities.ended_at,
    cast(
        {{ sap_minutes('coalesce(quantities.setup_time, 0)', 'quantities.setup_unit') }}
        + {{ sap_minutes('coalesce(quantities.run_time, 0)', 'quantities.run_unit') }}
        * quantities.quantity / coalesce(nullif(quantities.base_quantity, 0), 1)
    as {{ dbt.type_numeric() }}) as planned_minutes,
    cast(confirmations.setup_minutes as {{ dbt.type_numeric() }}) as setup_minutes,
    cast(confirmations.run_minutes as {{ dbt.type_numeric() }}) as run_minutes,
    quantities.quantity_good as quantity_good_stock_unit,
    quantities.quantity_scrapped as quantity_scrapped_stock_unit,
    quantities.quantity_reworked as quantity_reworked_stock_unit,
    confirmations.operator_id
from {{ ref('stg_sap_extract__operations') }} as operations
inner join {{ ref('stg_sap_extract__production_order_headers') }} as headers on headers.routing_id = operations.routing_id
inner join {{ ref('int_sap_extract__production_orders') }} as orders
    on orders.production_order_id = headers.production_order_id
left join {{ ref('stg_sap_extract__operation_quantities') }} as quantities
    on quantities.operation_id = operations.operation_id
left join {{ ref('stg_sap_extract__work_centers') }} as work_centers
    on work_centers.work_center_id = operations.work_center_id
left join confirmations on confirmations.operation_id = operations.operation_id
