with lines as (
    select * from {{ ref('stg_odoo__purchase_request_lines') }}
),

requisitions as (
    select *, {{ odoo_status("'purchase_requisition'", 'state') }} as status
    from {{ ref('stg_odoo__purchase_requests') }}
),

changes as (
    select * from {{ ref('int_odoo__status_changes') }} where document_type = 'purchase_requisition'
),

ordered as (
    select
        links.requisition_line_id,
        min(case
            when order_lines.created_at > orders.confirmed_at then order_lines.created_at else orders.confirmed_at
        end) as ordered_at
    from {{ ref('stg_odoo__purchase_request_order_lines') }} as links
    inner join {{ ref('stg_odoo__purchase_order_lines') }} as order_lines on order_lines.order_line_id = links.order_line_id
    inner join {{ ref('int_odoo__purchase_orders') }} as orders on orders.order_id = order_lines.order_id
    group by links.requisition_line_id
),

histories as (
    select lines.requisition_line_id, ordered.ordered_at, changes.status, changes.changed_at
    from lines
    inner join changes on changes.document_id = lines.requisition_id
    left join ordered on ordered.requisition_line_id = lines.requisition_line_id
),

-- a requisition taken back or refused and approved again is released by the last approval, but what happens to it after
-- it was ordered does not undo the release it was ordered on
resets as (
    select
        requisition_line_id,
        max(changed_at) as reset_at,
        max(case when changed_at <= ordered_at then changed_at end) as reset_before_order_at
    from histories
    where status in ('draft', 'submitted', 'rejected')
    group by requisition_line_id
),

releases as (
    select
        histories.*,
        resets.reset_at is null or histories.changed_at >= resets.reset_at as is_in_force,
        histories.changed_at <= histories.ordered_at
            and (resets.reset_before_order_at is null or histories.changed_at >= resets.reset_before_order_at)
            as is_in_force_when_ordered
    from histories
    left join resets on resets.requisition_line_id = histories.requisition_line_id
),

stamps as (
    select
        requisition_line_id,
        min(case when status = 'submitted' then changed_at end) as requested_at,
        coalesce(
            min(case when status = 'approved' and is_in_force_when_ordered then changed_at end),
            min(case when status = 'approved' and is_in_force then changed_at end)
        ) as approved_at
    from releases
    group by requisition_line_id
),

users as (
    select * from {{ ref('int_odoo__users') }}
),

items as (
    select * from {{ ref('int_odoo__items') }}
),

units as (
    select * from {{ ref('stg_odoo__units') }}
)

select
    lines.source_id,
    lines.requisition_line_id,
    lines.requisition_id,
    requisitions.requisition_number,
    case when lines.is_cancelled and requisitions.status <> 'rejected' then 'cancelled' else requisitions.status end as status,
    requisitions.company_id,
    users.department_id,
    requisitions.requester_user_id as requester_id,
    lines.product_id as item_id,
    case when items.is_service then 'service' else 'goods' end as line_kind,
    {{ in_stock_unit('lines.quantity', 'units', 'items') }} as quantity_stock_unit,
    lines.estimated_cost_company_currency,
    lines.needed_by_date,
    requisitions.created_at,
    stamps.requested_at,
    stamps.approved_at
from lines
inner join requisitions on requisitions.requisition_id = lines.requisition_id
left join stamps on stamps.requisition_line_id = lines.requisition_line_id
left join users on users.user_id = requisitions.requester_user_id
left join items on items.item_id = lines.product_id
left join units on units.unit_id = lines.unit_id
