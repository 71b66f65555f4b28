with orders as (
    select *, {{ odoo_status("'purchase_order'", 'state') }} as status
    from {{ ref('stg_odoo__purchase_orders') }}
),

-- confirming again overwrites the order's own stamp: the first one is in the record of changes
changes as (
    select
        document_id,
        min(case when status = 'confirmed' then changed_at end) as first_confirmed_at,
        max(case when status = 'cancelled' then changed_at end) as cancelled_at
    from {{ ref('int_odoo__status_changes') }}
    where document_type = 'purchase_order'
    group by document_id
),

approval_rounds as (
    select
        document_id,
        round_number,
        min(submitted_at) as submitted_at,
        max(case when decision in ('approved', 'forwarded') then 0 else 1 end) = 0
            and max(case when decision = 'approved' then 1 else 0 end) = 1 as is_complete,
        -- the last step of a round ends it, whether an earlier one has its stamp or not
        case
            when coalesce(max(case when decided_at is null then step_number end), 0)
                < max(case when decided_at is not null then step_number end) then max(decided_at)
        end as decided_at
    from {{ ref('int_odoo__approvals') }}
    where document_type = 'purchase_order'
    group by document_id, round_number
),

-- an order is approved by the first round in which every step agreed: a later one repeats what was already granted
approvals as (
    select
        document_id,
        min(submitted_at) as submitted_at,
        min(case when is_complete then round_number end) as approving_round_number
    from approval_rounds
    group by document_id
),

users as (
    select * from {{ ref('int_odoo__users') }}
),

picking_types as (
    select * from {{ ref('stg_odoo__picking_types') }}
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
    orders.buyer_user_id as buyer_id,
    orders.supplier_partner_id as supplier_id,
    picking_types.warehouse_id,
    orders.agreement_id as contract_id,
    currencies.currency_code as document_currency,
    orders.untaxed_amount as amount_document_currency,
    {{ in_company_currency('orders.untaxed_amount', 'orders.currency_rate') }} as amount_company_currency,
    orders.created_at,
    approvals.submitted_at,
    case
        when approvals.document_id is null then 'not_required'
        when approvals.approving_round_number is null then 'incomplete'
        else 'complete'
    end as approval_status,
    approving_rounds.decided_at as approved_at,
    case
        when changes.first_confirmed_at < orders.approved_at then changes.first_confirmed_at
        else coalesce(orders.approved_at, changes.first_confirmed_at)
    end as confirmed_at,
    coalesce(orders.approved_at, changes.first_confirmed_at) as last_confirmed_at,
    case when orders.status = 'cancelled' then changes.cancelled_at end as cancelled_at
from orders
left join changes on changes.document_id = orders.order_id
left join approvals on approvals.document_id = orders.order_id
left join approval_rounds as approving_rounds
    on approving_rounds.document_id = approvals.document_id
    and approving_rounds.round_number = approvals.approving_round_number
left join users on users.user_id = orders.buyer_user_id
left join picking_types on picking_types.picking_type_id = orders.picking_type_id
left join currencies on currencies.currency_id = orders.currency_id
