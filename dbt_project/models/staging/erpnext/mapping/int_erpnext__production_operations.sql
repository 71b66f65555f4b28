-- An operation is worked on by its job cards, each a batch of it or the correction of another card; one without a job card
-- in force is still to come. Set-up is told apart from running where a card's sub-operations name it.
with orders as (
    select * from {{ ref('stg_erpnext__work_orders') }}
),

operations as (
    select * from {{ ref('stg_erpnext__work_order_operations') }}
),

cards as (
    select * from {{ ref('stg_erpnext__job_cards') }}
),

logs as (
    select
        *,
        row_number() over (partition by job_card_id order by log_number, job_card_time_log_id) as place
    from {{ ref('stg_erpnext__job_card_time_logs') }}
),

worked as (
    select
        logs.job_card_id,
        min(logs.started_at) as started_at,
        max(logs.ended_at) as ended_at,
        sum(case
            when logs.sub_operation_name is null then null
            when {{ erpnext_is_setup('logs.sub_operation_name') }} then logs.minutes
            else 0
        end) as setup_minutes,
        max(case when logs.place = 1 then employees.user_id end) as operator_id
    from logs
    left join {{ ref('stg_erpnext__employees') }} as employees on employees.employee_id = logs.employee_id
    group by logs.job_card_id
),

judged as (
    select
        *,
        case
            when docstatus = 2 then 'cancelled'
            when docstatus = 1 or erp_status in ('Completed', 'Submitted') then 'done'
            when erp_status in ('Work In Progress', 'On Hold') or total_minutes > 0 then 'in_progress'
            else 'planned'
        end as status
    from cards
)

select
    judged.source_id,
    judged.job_card_id || ':job_card' as production_operation_id,
    judged.work_order_id as production_order_id,
    coalesce(judged.operation_number, operations.operation_number) as operation_number,
    judged.operation_name,
    judged.workstation_id as work_center_id,
    judged.workstation_name as work_center_name,
    judged.status,
    coalesce(judged.planned_start_at, operations.planned_start_at) as planned_start_at,
    coalesce(judged.planned_end_at, operations.planned_end_at) as planned_end_at,
    worked.started_at,
    case when judged.status = 'done' then worked.ended_at end as ended_at,
    case
        when not judged.is_rework
        then coalesce(
            judged.planned_minutes,
            operations.planned_minutes * judged.quantity_planned / nullif(orders.quantity_planned_stock_unit, 0)
        )
    end as planned_minutes,
    worked.setup_minutes,
    judged.total_minutes - coalesce(worked.setup_minutes, 0) as run_minutes,
    case when judged.is_rework then 0 else judged.quantity_completed end as quantity_good_stock_unit,
    judged.quantity_lost as quantity_scrapped_stock_unit,
    case when judged.is_rework then judged.quantity_completed else 0 end as quantity_reworked_stock_unit,
    worked.operator_id
from judged
inner join orders on orders.work_order_id = judged.work_order_id
left join operations on operations.work_order_operation_id = judged.work_order_operation_id
left join worked on worked.job_card_id = judged.job_card_id
union all
select
    operations.source_id,
    operations.work_order_operation_id || ':operation' as production_operation_id,
    operations.work_order_id as production_order_id,
    operations.operation_number,
    operations.operation_name,
    operations.workstation_id as work_center_id,
    operations.workstation_name as work_center_name,
    case
        when orders.docstatus = 2 then 'cancelled'
        when operations.erp_status = 'Completed' then 'done'
        when operations.erp_status = 'Work in Progress' then 'in_progress'
        else 'planned'
    end as status,
    operations.planned_start_at,
    operations.planned_end_at,
    null as started_at,
    null as ended_at,
    operations.planned_minutes,
    null as setup_minutes,
    null as run_minutes,
    operations.quantity_completed as quantity_good_stock_unit,
    null as quantity_scrapped_stock_unit,
    null as quantity_reworked_stock_unit,
    null as operator_id
from operations
inner join orders on orders.work_order_id = operations.work_order_id
left join cards on cards.work_order_operation_id = operations.work_order_operation_id and cards.docstatus < 2
where cards.job_card_id is null
