with cases as (
    select * from {{ ref('procure_to_pay_cases') }}
),

requisitions as (
    select distinct requisition_line_id, requisition_id, requester_id, created_at
    from {{ ref('purchase_requisition_lines') }}
),

orders as (
    select * from {{ ref('purchase_orders') }}
),

approvals as (
    select * from {{ ref('fct_approval_steps') }}
),

rounds as (
    select document_type, document_id, round_number, min(submitted_at) as submitted_at, min(requester_id) as requester_id
    from approvals
    where submitted_at is not null
    group by document_type, document_id, round_number
),

events as (
    select cases.case_id, 'requisition_created' as activity, requisitions.requisition_line_id as object_id,
        requisitions.created_at as occurred_at, requisitions.requester_id as actor_id
    from cases
    inner join requisitions on requisitions.requisition_line_id = cases.requisition_line_id
    union all
    select cases.case_id, 'requisition_submitted', rounds.document_id || ':' || cast(rounds.round_number as {{ dbt.type_string() }}),
        rounds.submitted_at, rounds.requester_id
    from cases
    inner join requisitions on requisitions.requisition_line_id = cases.requisition_line_id
    inner join rounds on rounds.document_type = 'purchase_requisition' and rounds.document_id = requisitions.requisition_id
    union all
    select cases.case_id, 'requisition_' || approvals.decision, approvals.approval_id, approvals.decided_at, approvals.approver_id
    from cases
    inner join requisitions on requisitions.requisition_line_id = cases.requisition_line_id
    inner join approvals
        on approvals.document_type = 'purchase_requisition' and approvals.document_id = requisitions.requisition_id
    where approvals.decided_at is not null
    union all
    select cases.case_id, 'order_created', cases.order_line_id, cases.order_created_at, orders.buyer_id
    from cases
    inner join orders on orders.order_id = cases.order_id
    union all
    select cases.case_id, 'order_submitted', rounds.document_id || ':' || cast(rounds.round_number as {{ dbt.type_string() }}),
        rounds.submitted_at, rounds.requester_id
    from cases
    inner join rounds on rounds.document_type = 'purchase_order' and rounds.document_id = cases.order_id
    union all
    select cases.case_id, 'order_step_' || approvals.decision, approvals.approval_id, approvals.decided_at, approvals.approver_id
    from cases
    inner join approvals on approvals.document_type = 'purchase_order' and approvals.document_id = cases.order_id
    where approvals.decided_at is not null
    union all
    select cases.case_id, 'order_confirmed', cases.order_id, cases.order_confirmed_at, orders.buyer_id
    from cases
    inner join orders on orders.order_id = cases.order_id
    union all
    select cases.case_id, 'order_changed', changes.change_id, changes.changed_at, changes.user_id
    from cases
    inner join {{ ref('document_changes') }} as changes
        on changes.document_type = 'purchase_order_line' and changes.document_id = cases.order_line_id
    where changes.field_name in ('promised_at', 'unit_price', 'quantity')
        and {{ seconds_between('cases.order_confirmed_at', 'changes.changed_at') }} >= 2
    union all
    select cases.case_id, 'order_cancelled', cases.order_id, orders.cancelled_at, orders.buyer_id
    from cases
    inner join orders on orders.order_id = cases.order_id
    union all
    select cases.case_id, case when receipts.is_return then 'goods_returned' else 'goods_received' end,
        receipts.receipt_line_id, receipts.received_at, receipts.receiver_id
    from cases
    inner join {{ ref('goods_receipt_lines') }} as receipts on receipts.order_line_id = cases.order_line_id
    union all
    select cases.case_id, 'invoice_received', invoices.invoice_line_id, invoices.received_at, invoices.receiver_id
    from cases
    inner join {{ ref('supplier_invoice_lines') }} as invoices on invoices.order_line_id = cases.order_line_id
    where invoices.status <> 'cancelled'
    union all
    select cases.case_id, 'invoice_posted', invoices.invoice_line_id, invoices.posted_at, invoices.receiver_id
    from cases
    inner join {{ ref('supplier_invoice_lines') }} as invoices on invoices.order_line_id = cases.order_line_id
    where invoices.status <> 'cancelled'
    union all
    select cases.case_id, 'payment_made', payments.payment_allocation_id, payments.recorded_at, payments.payer_id
    from cases
    inner join (
        select distinct order_line_id, invoice_id from {{ ref('supplier_invoice_lines') }} where status <> 'cancelled'
    ) as invoices on invoices.order_line_id = cases.order_line_id
    inner join {{ ref('supplier_payments') }} as payments on payments.invoice_id = invoices.invoice_id
    where payments.allocation_kind = 'payment'
)

select
    cases.source_id,
    'procure_to_pay' as process,
    events.case_id,
    events.case_id || ':' || events.activity || ':' || events.object_id as event_id,
    events.activity,
    events.occurred_at,
    cast(null as {{ dbt.type_timestamp() }}) as started_at,
    events.actor_id,
    cases.amount_company_currency
from events
inner join cases on cases.case_id = events.case_id
where events.occurred_at <= {{ as_of() }}
