-- Lines of confirmed orders, and lines of suppliers' posted invoices that no order stands behind.
with invoice_lines as (
    select * from {{ ref('supplier_invoice_lines') }}
    where status = 'posted'
        and not is_credit_note
        and received_at <= {{ as_of() }}
        and (posted_at is null or posted_at <= {{ as_of() }})
),

invoiced as (
    select order_line_id, min(received_at) as invoice_received_at, min(invoice_date) as invoice_date
    from invoice_lines
    group by order_line_id
),

-- a source that links no requisition to any order cannot tell which line has none
linking_sources as (
    select distinct source_id from {{ ref('requisition_order_links') }}
),

order_lines as (
    select
        lines.*,
        orders.created_at as order_created_at,
        lines.status = 'confirmed' and orders.confirmed_at is null as is_confirmation_unknown,
        coalesce(
            (orders.approval_status = 'incomplete' or orders.approved_at > {{ as_of() }})
            and coalesce(orders.submitted_at, {{ as_of() }}) <= {{ as_of() }},
            false
        ) as is_unapproved,
        case when linking_sources.source_id is not null then lines.requisition_line_id is null end
            as is_without_requisition,
        invoiced.invoice_received_at as posted_invoice_received_at,
        invoiced.invoice_date
    from {{ ref('fct_purchase_order_lines') }} as lines
    inner join {{ ref('purchase_orders') }} as orders on orders.order_id = lines.order_id
    left join linking_sources on linking_sources.source_id = lines.source_id
    left join invoiced on invoiced.order_line_id = lines.order_line_id
),

flagged_orders as (
    select
        source_id,
        order_line_id as compliance_line_id,
        order_number as document_number,
        company_id,
        department_id,
        warehouse_id,
        {{ local_date('coalesce(ordered_at, order_created_at)') }} as counted_on,
        case
            when is_confirmation_unknown then 'confirmation_not_recorded'
            when status = 'cancelled' then 'cancelled'
            when status <> 'confirmed' then 'reopened'
        end as exclusion_reason,
        is_without_requisition,
        coalesce({{ seconds_between('ordered_at', 'first_received_at') }} <= -1, false) as is_received_before_order,
        first_received_at is not null
            and (is_unapproved or coalesce({{ seconds_between('approved_at', 'first_received_at') }} <= -1, false))
            as is_received_before_approval,
        line_kind = 'goods' and posted_invoice_received_at is not null
            and (first_received_at is null or posted_invoice_received_at < first_received_at)
            as is_invoiced_before_receipt,
        coalesce(invoice_date < {{ local_date('ordered_at') }}, false) as is_invoiced_before_order,
        invoice_date is not null
            and (is_unapproved or coalesce(invoice_date < {{ local_date('approved_at') }}, false))
            as is_invoiced_before_approval,
        false as is_invoiced_without_order,
        contract_id is null as is_without_contract
    from order_lines
    where ordered_at is not null or is_confirmation_unknown
),

flagged_invoices as (
    select
        invoice_lines.source_id,
        invoice_lines.invoice_line_id || ':invoice_line' as compliance_line_id,
        invoice_lines.invoice_number as document_number,
        invoice_lines.company_id,
        users.department_id,
        cast(null as {{ dbt.type_string() }}) as warehouse_id,
        {{ local_date('invoice_lines.received_at') }} as counted_on,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,
        case when linking_sources.source_id is not null then false end as is_without_requisition,
        false as is_received_before_order,
        false as is_received_before_approval,
        false as is_invoiced_before_receipt,
        false as is_invoiced_before_order,
        false as is_invoiced_before_approval,
        true as is_invoiced_without_order,
        false as is_without_contract
    from invoice_lines
    left join {{ ref('users') }} as users on users.user_id = invoice_lines.receiver_id
    left join linking_sources on linking_sources.source_id = invoice_lines.source_id
    where invoice_lines.order_line_id is null and not invoice_lines.is_down_payment
),

united as (
    select * from flagged_orders
    union all
    select * from flagged_invoices
)

select
    source_id,
    compliance_line_id,
    document_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ unassigned('warehouse_id') }} as warehouse_id,
    counted_on as opened_on,
    case when exclusion_reason is null then counted_on end as measured_on,
    case when exclusion_reason is not null then counted_on end as excluded_on,
    exclusion_reason,
    is_without_requisition,
    is_received_before_order,
    is_received_before_approval,
    is_invoiced_before_receipt,
    is_invoiced_before_order,
    is_invoiced_before_approval,
    is_invoiced_without_order,
    is_without_contract,
    coalesce(is_without_requisition, false) or is_received_before_order or is_received_before_approval
        or is_invoiced_before_receipt or is_invoiced_before_order or is_invoiced_before_approval
        or is_invoiced_without_order as is_maverick
from united
