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

-- a requisition taken back or refused and approved again is released by the last approval
resets as (
    select document_id, max(changed_at) as reset_at
    from changes
    where status in ('draft', 'submitted', 'rejected')
    group by document_id
),

stamps as (
    select
        changes.document_id,
        min(case when changes.status = 'submitted' then changes.changed_at end) as requested_at,
        min(case
            when changes.status = 'approved' and (resets.reset_at is null or changes.changed_at >= resets.reset_at)
            then changes.changed_at
        end) as approved_at
    from changes
    left join resets on resets.document_id = changes.document_id
    group by changes.document_id
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
left join stamps on stamps.document_id = lines.requisition_id
left join users on users.user_id = requisitions.requester_user_id
left join items on items.item_id = lines.product_id
left join units on units.unit_id = lines.unit_id
