-- Work on an operation is done in cycles, each with its own duration; Tryton plans no durations and books no quantities
-- per operation. The operation of a cancelled production is cancelled.
with cycle_changes as (
    select
        document_id,
        min(case when state = 'running' then changed_at end) as started_at,
        max(case when state = 'done' then changed_at end) as ended_at,
        max(case when state = 'running' then user_id end) as user_id
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'production_work_cycle'
    group by document_id
),

cycles as (
    select
        cycles.production_operation_id,
        min(changes.started_at) as started_at,
        max(case when cycles.state = 'done' then changes.ended_at end) as ended_at,
        sum(case when cycles.state = 'done' then cycles.duration_minutes end) as run_minutes,
        min(coalesce(employees.user_id, changes.user_id)) as operator_id
    from {{ ref('stg_tryton__work_cycles') }} as cycles
    left join cycle_changes as changes on changes.document_id = cycles.work_cycle_id
    left join {{ ref('int_tryton__employees') }} as employees on employees.employee_id = cycles.runner_employee_id
    where cycles.state <> 'cancelled'
    group by cycles.production_operation_id
)

select
    works.source_id,
    works.production_operation_id,
    works.production_order_id,
    row_number() over (
        partition by works.production_order_id
        order by case when works.sequence is null then 0 else 1 end, works.sequence, works.work_number
    ) as operation_number,
    operations.operation_name,
    works.work_center_id,
    centers.work_center_name,
    case
        when productions.state = 'cancelled' then 'cancelled'
        else {{ tryton_status("'production_operation'", 'works.state') }}
    end as status,
    cast(null as {{ dbt.type_timestamp() }}) as planned_start_at,
    cast(null as {{ dbt.type_timestamp() }}) as planned_end_at,
    cycles.started_at,
    case when works.state in ('finished', 'done') then cycles.ended_at end as ended_at,
    cast(null as {{ dbt.type_numeric() }}) as planned_minutes,
    cast(null as {{ dbt.type_numeric() }}) as setup_minutes,
    cast(cycles.run_minutes as {{ dbt.type_numeric() }}) as run_minutes,
    cast(null as {{ dbt.type_numeric() }}) as quantity_good_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_scrapped_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as quantity_reworked_stock_unit,
    cycles.operator_id
from {{ ref('stg_tryton__works') }} as works
inner join {{ ref('stg_tryton__productions') }} as productions
    on productions.production_order_id = works.production_order_id
left join cycles on cycles.production_operation_id = works.production_operation_id
left join {{ ref('stg_tryton__routing_operations') }} as operations on operations.operation_id = works.operation_id
left join {{ ref('stg_tryton__work_centers') }} as centers on centers.work_center_id = works.work_center_id
