-- A work order is released by its submission. Closing one ends it, with what had been produced; a stopped one may go on.
-- Rework is what corrective job cards completed; without job cards nobody recorded any.
with orders as (
    select * from {{ ref('stg_erpnext__work_orders') }}
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'production_order'
),

rework as (
    select work_order_id, sum(case when is_rework then coalesce(quantity_completed, 0) else 0 end) as quantity
    from {{ ref('stg_erpnext__job_cards') }}
    where docstatus < 2
    group by work_order_id
),

users as (
    select * from {{ ref('int_erpnext__users') }}
),

judged as (
    select
        *,
        case
            when docstatus = 2 or (erp_status = 'Closed' and coalesce(quantity_produced_stock_unit, 0) = 0) then 'cancelled'
            when docstatus = 0 then 'draft'
            when erp_status in ('Completed', 'Closed') then 'done'
            when erp_status = 'In Process' or coalesce(quantity_produced_stock_unit, 0) > 0 or started_at is not null
            then 'in_progress'
            else 'confirmed'
        end as status
    from orders
)

select
    judged.source_id,
    judged.work_order_id as production_order_id,
    judged.document_number as order_number,
    judged.status,
    judged.company_id,
    users.department_id,
    judged.warehouse_id,
    judged.item_id,
    judged.quantity_planned_stock_unit,
    judged.quantity_produced_stock_unit as quantity_good_stock_unit,
    judged.quantity_lost_stock_unit as quantity_scrapped_stock_unit,
    rework.quantity as quantity_reworked_stock_unit,
    judged.created_at,
    case when judged.docstatus > 0 then submissions.submitted_at end as confirmed_at,
    judged.planned_start_at,
    coalesce(judged.planned_end_at, judged.expected_at) as planned_end_at,
    judged.started_at,
    -- ERPNext writes the end of the latest work, whether more is to come or not
    case when judged.status = 'done' then judged.ended_at end as ended_at,
    case when judged.docstatus = 2 then submissions.cancelled_at end as cancelled_at,
    judged.creator_user_id as planner_id
from judged
left join submissions on submissions.document_id = judged.work_order_id
left join rework on rework.work_order_id = judged.work_order_id
left join users on users.user_id = judged.creator_user_id
