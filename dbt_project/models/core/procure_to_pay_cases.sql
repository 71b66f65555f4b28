-- A case is an order line with its requisition line, or a requisition line that nobody has ordered yet.
with order_lines as (
    select * from {{ ref('fct_purchase_order_lines') }}
),

requisition_lines as (
    select * from {{ ref('purchase_requisition_lines') }} where created_at <= {{ as_of() }}
),

links as (
    select distinct requisition_line_id from {{ ref('requisition_order_links') }}
)

select
    order_lines.source_id,
    order_lines.order_line_id || ':order_line' as case_id,
    order_lines.order_line_id,
    order_lines.order_id,
    order_lines.requisition_line_id,
    order_lines.order_number as document_number,
    order_lines.company_id,
    order_lines.department_id,
    order_lines.warehouse_id,
    order_lines.item_id,
    order_lines.supplier_id as partner_id,
    order_lines.amount_company_currency,
    order_lines.requisition_created_at,
    order_lines.requisition_requested_at,
    order_lines.requisition_approved_at,
    order_lines.created_at as order_created_at,
    order_lines.submitted_at as order_submitted_at,
    order_lines.approved_at as order_approved_at,
    order_lines.confirmed_at as order_confirmed_at,
    coalesce(
        order_lines.completed_at,
        case when not order_lines.is_receipt_expected then order_lines.last_received_at end
    ) as goods_completed_at,
    order_lines.invoice_received_at,
    order_lines.invoice_posted_at,
    order_lines.paid_at,
    order_lines.line_kind = 'goods' as is_goods,
    case
        when order_lines.status = 'cancelled' then 'cancelled'
        when order_lines.paid_at is not null
            and (
                order_lines.line_kind = 'service'
                or order_lines.completed_at is not null
                or (order_lines.last_received_at is not null and not order_lines.is_receipt_expected)
            ) then 'completed'
        else 'open'
    end as outcome
from order_lines
union all
select
    requisition_lines.source_id,
    requisition_lines.requisition_line_id || ':requisition_line' as case_id,
    null as order_line_id,
    null as order_id,
    requisition_lines.requisition_line_id,
    requisition_lines.requisition_number as document_number,
    requisition_lines.company_id,
    requisition_lines.department_id,
    null as warehouse_id,
    requisition_lines.item_id,
    null as partner_id,
    requisition_lines.estimated_cost_company_currency as amount_company_currency,
    requisition_lines.created_at as requisition_created_at,
    {{ by_as_of('requisition_lines.requested_at') }} as requisition_requested_at,
    {{ by_as_of('requisition_lines.approved_at') }} as requisition_approved_at,
    null as order_created_at,
    null as order_submitted_at,
    null as order_approved_at,
    null as order_confirmed_at,
    null as goods_completed_at,
    null as invoice_received_at,
    null as invoice_posted_at,
    null as paid_at,
    requisition_lines.line_kind = 'goods' as is_goods,
    case when requisition_lines.status in ('rejected', 'cancelled') then 'cancelled' else 'open' end as outcome
from requisition_lines
left join links on links.requisition_line_id = requisition_lines.requisition_line_id
where links.requisition_line_id is null
