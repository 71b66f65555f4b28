with approvers as (
    select distinct document_id as order_id, approver_id
    from {{ ref('fct_approval_steps') }}
    where document_type = 'purchase_order' and decision = 'approved' and approver_id is not null
),

approved as (
    select distinct order_id from approvers
)

select
    receipts.source_id,
    receipts.receipt_line_id as record_id,
    coalesce(lines.order_number, receipts.receipt_id) as record_name,
    {{ unassigned('receipts.company_id') }} as company_id,
    {{ unassigned('receivers.department_id') }} as department_id,
    {{ local_date('receipts.received_at') }} as entered_on,
    case when not receipts.is_return then receipts.order_line_id is null end as lacks_order,
    case when not receipts.is_return and lines.confirmed_at is not null
        then {{ seconds_between('lines.ordered_at', 'receipts.received_at') }} <= -1 end as received_before_order,
    case when not receipts.is_return and receipts.receiver_id is not null and approved.order_id is not null
        then approvers.approver_id is not null end as received_by_approver,
    cast(null as {{ dbt.type_string() }}) as original_id
from {{ ref('goods_receipt_lines') }} as receipts
left join {{ ref('fct_purchase_order_lines') }} as lines on lines.order_line_id = receipts.order_line_id
left join {{ ref('users') }} as receivers on receivers.user_id = receipts.receiver_id
left join approved on approved.order_id = lines.order_id
left join approvers on approvers.order_id = lines.order_id and approvers.approver_id = receipts.receiver_id
where receipts.received_at <= {{ as_of() }}
