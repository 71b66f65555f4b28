-- A quotation is the customer's to accept, so it is no approval step. Before quotation Tryton keeps no total: the lines
-- add up to it, each rounded as Tryton rounds.
with orders as (
    select *, {{ tryton_status("'sales_order'", 'state') }} as status from {{ ref('stg_tryton__sales') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'sale'
),

line_totals as (
    select
        lines.order_id,
        sum({{ tryton_rounded('lines.quantity * lines.unit_price', 'rates.digits') }}) as amount
    from {{ ref('stg_tryton__sale_lines') }} as lines
    inner join rates on rates.document_id = lines.order_id
    where lines.line_type = 'line'
    group by lines.order_id
),

confirmations as (
    select document_id, min(changed_at) as confirmed_at
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'sales_order' and status = 'confirmed'
    group by document_id
),

-- the day that the customer was given: for the order, or the first of what its lines were first planned for
planned as (
    select lines.order_id, min(coalesce(moves.origin_planned_date, moves.planned_date)) as planned_date
    from {{ ref('stg_tryton__sale_lines') }} as lines
    inner join {{ ref('stg_tryton__stock_moves') }} as moves on moves.sale_line_id = lines.order_line_id
    group by lines.order_id
),

users as (
    select * from {{ ref('int_tryton__users') }}
)

select
    orders.source_id,
    orders.order_id,
    coalesce(orders.document_number, {{ dbt.split_part('orders.order_id', "':'", 2) }}) as order_number,
    orders.status,
    orders.company_id,
    users.department_id,
    users.user_id as salesperson_id,
    orders.customer_party_id as customer_id,
    orders.warehouse_id,
    rates.document_currency,
    coalesce(orders.amount_document_currency, line_totals.amount, 0) as amount_document_currency,
    {{ tryton_rounded('coalesce(orders.amount_document_currency, line_totals.amount, 0) * rates.company_currency_per_unit', 'rates.company_digits') }} as amount_company_currency,
    orders.created_at as entered_at,
    case when orders.status = 'confirmed' then coalesce(confirmations.confirmed_at, orders.created_at)
        else confirmations.confirmed_at end as confirmed_at,
    {{ tryton_end_of_day('coalesce(orders.shipping_date, planned.planned_date)') }} as requested_at,
    orders.shipping_date
from orders
left join rates on rates.document_id = orders.order_id
left join line_totals on line_totals.order_id = orders.order_id
left join confirmations on confirmations.document_id = orders.order_id
left join planned on planned.order_id = orders.order_id
left join users on users.user_id = orders.creator_user_id
