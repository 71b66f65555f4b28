-- A purchase is confirmed by its state of that name, which is left at once for processing. Before quotation Tryton keeps
-- no total: the lines add up to it, each rounded as Tryton rounds. Where nothing recorded the confirmation of a confirmed
-- purchase, its entry stands for it.
with orders as (
    select *, {{ tryton_status("'purchase_order'", 'state') }} as status from {{ ref('stg_tryton__purchases') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'purchase'
),

line_totals as (
    select
        lines.order_id,
        sum({{ tryton_rounded('lines.quantity * lines.unit_price', 'rates.digits') }}) as amount
    from {{ ref('stg_tryton__purchase_lines') }} as lines
    inner join rates on rates.document_id = lines.order_id
    where lines.line_type = 'line'
    group by lines.order_id
),

changes as (
    select
        document_id,
        min(case when status = 'confirmed' then changed_at end) as confirmed_at,
        max(case when status = 'confirmed' then changed_at end) as last_confirmed_at,
        max(case when status = 'cancelled' then changed_at end) as cancelled_at
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'purchase_order' and (status_before is null or status <> status_before)
    group by document_id
),

-- one step a round: a later round repeats what was already granted
approvals as (
    select
        document_id,
        min(submitted_at) as submitted_at,
        min(case when decision = 'approved' then decided_at end) as approved_at
    from {{ ref('int_tryton__approvals') }}
    where document_type = 'purchase_order'
    group by document_id
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
    users.user_id as buyer_id,
    orders.supplier_party_id as supplier_id,
    orders.warehouse_id,
    cast(null as {{ dbt.type_string() }}) as contract_id,
    rates.document_currency,
    coalesce(orders.amount_document_currency, line_totals.amount, 0) as amount_document_currency,
    {{ tryton_rounded('coalesce(orders.amount_document_currency, line_totals.amount, 0) * rates.company_currency_per_unit', 'rates.company_digits') }} as amount_company_currency,
    orders.created_at,
    approvals.submitted_at,
    case
        when approvals.document_id is null then 'not_required'
        when approvals.approved_at is null then 'incomplete'
        else 'complete'
    end as approval_status,
    approvals.approved_at,
    case when orders.status = 'confirmed' then coalesce(changes.confirmed_at, orders.created_at) else changes.confirmed_at end
        as confirmed_at,
    case
        when orders.status = 'confirmed' then coalesce(changes.last_confirmed_at, orders.created_at)
        else changes.last_confirmed_at
    end as last_confirmed_at,
    case when orders.status = 'cancelled' then changes.cancelled_at end as cancelled_at,
    orders.purchase_date,
    orders.delivery_date
from orders
left join rates on rates.document_id = orders.order_id
left join line_totals on line_totals.order_id = orders.order_id
left join changes on changes.document_id = orders.order_id
left join approvals on approvals.document_id = orders.order_id
left join users on users.user_id = orders.creator_user_id
