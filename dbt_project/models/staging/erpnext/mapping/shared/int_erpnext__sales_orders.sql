-- Submission confirms an order; one that amends a cancelled order goes on with that order's case (see purchase orders).
with orders as (
    select * from {{ ref('stg_erpnext__sales_orders') }}
),

lines as (
    select order_id, min(warehouse_id) as warehouse_id
    from {{ ref('stg_erpnext__sales_order_items') }}
    group by order_id
),

amendments as (
    select * from {{ ref('int_erpnext__amendments') }} where document_type = 'sales_order'
),

submissions as (
    select * from {{ ref('int_erpnext__submissions') }} where document_type = 'sales_order'
),

users as (
    select * from {{ ref('int_erpnext__users') }}
)

select
    orders.source_id,
    orders.order_id,
    orders.document_number as order_number,
    case when orders.docstatus = 2 then 'cancelled' when orders.docstatus = 1 then 'confirmed' else 'draft' end as status,
    orders.company_id,
    users.department_id,
    users.user_id as salesperson_id,
    orders.customer_id,
    lines.warehouse_id,
    orders.document_currency,
    orders.amount_document_currency,
    orders.amount_company_currency,
    amendments.first_created_at as entered_at,
    case when orders.docstatus > 0 then coalesce(first_submissions.submitted_at, amendments.first_created_at) end
        as confirmed_at,
    case when orders.docstatus > 0 then coalesce(submissions.submitted_at, orders.created_at) end as last_confirmed_at,
    orders.requested_at,
    amendments.first_document_id <> orders.order_id as is_amendment
from orders
inner join amendments on amendments.document_id = orders.order_id
left join lines on lines.order_id = orders.order_id
left join submissions on submissions.document_id = orders.order_id
left join submissions as first_submissions on first_submissions.document_id = amendments.first_document_id
left join users on users.user_id = orders.creator_user_id
