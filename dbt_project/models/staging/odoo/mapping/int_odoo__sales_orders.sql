with orders as (
    select *, {{ odoo_status("'sales_order'", 'state') }} as status
    from {{ ref('stg_odoo__sales_orders') }}
),

changes as (
    select document_id, min(changed_at) as first_confirmed_at
    from {{ ref('int_odoo__status_changes') }}
    where document_type = 'sales_order' and status = 'confirmed'
    group by document_id
),

confirmations as (
    -- confirming overwrites date_order, so it is the confirmation of a confirmed order and nothing else of any other
    select
        orders.order_id,
        changes.first_confirmed_at,
        case when orders.status = 'confirmed' then orders.order_dated_at end as last_confirmed_at
    from orders
    left join changes on changes.document_id = orders.order_id
),

users as (
    select * from {{ ref('int_odoo__users') }}
),

currencies as (
    select * from {{ ref('stg_odoo__currencies') }}
)

select
    orders.source_id,
    orders.order_id,
    orders.order_number,
    orders.status,
    orders.company_id,
    users.department_id,
    orders.salesperson_user_id as salesperson_id,
    orders.customer_partner_id as customer_id,
    orders.warehouse_id,
    currencies.currency_code as document_currency,
    orders.untaxed_amount as amount_document_currency,
    {{ in_company_currency('orders.untaxed_amount', 'orders.currency_rate') }} as amount_company_currency,
    orders.created_at as entered_at,
    case
        when confirmations.first_confirmed_at < confirmations.last_confirmed_at then confirmations.first_confirmed_at
        else coalesce(confirmations.last_confirmed_at, confirmations.first_confirmed_at)
    end as confirmed_at,
    orders.requested_at
from orders
left join confirmations on confirmations.order_id = orders.order_id
left join users on users.user_id = orders.salesperson_user_id
left join currencies on currencies.currency_id = orders.currency_id
