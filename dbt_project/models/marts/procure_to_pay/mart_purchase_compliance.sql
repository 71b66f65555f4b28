-- Lines of confirmed orders, and lines of suppliers' invoices that no order stands behind.
with order_lines as (
    select
        *,
        {{ local_date('confirmed_at') }} as confirmed_on,
        {{ local_date('approved_at') }} as approved_on
    from {{ ref('fct_purchase_order_lines') }}
    where confirmed_at is not null
),

flagged_orders as (
    select
        source_id,
        order_line_id as compliance_line_id,
        order_number as document_number,
        company_id,
        department_id,
        warehouse_id,
        confirmed_on as counted_on,
        case when status = 'cancelled' then 'cancelled' when status <> 'confirmed' then 'reopened' end as exclusion_reason,
        requisition_line_id is null as is_without_requisition,
        coalesce({{ seconds_between('confirmed_at', 'first_received_at') }} <= -1, false) as is_received_before_order,
        coalesce({{ seconds_between('approved_at', 'first_received_at') }} <= -1, false) as is_received_before_approval,
        line_kind = 'goods' and invoice_received_at is not null
            and (first_received_at is null or invoice_received_at < first_received_at) as is_invoiced_before_receipt,
        coalesce(first_invoice_date < confirmed_on, false) as is_invoiced_before_order,
        coalesce(first_invoice_date < approved_on, false) as is_invoiced_before_approval,
        false as is_invoiced_without_order,
        contract_id is null as is_without_contract
    from order_lines
),

flagged_invoices as (
    select
        invoices.source_id,
        invoices.invoice_line_id || ':invoice_line' as compliance_line_id,
        invoices.invoice_number as document_number,
        invoices.company_id,
        users.department_id,
        cast(null as {{ dbt.type_string() }}) as warehouse_id,
        {{ local_date('invoices.received_at') }} as counted_on,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,
        false as is_without_requisition,
        false as is_received_before_order,
        false as is_received_before_approval,
        false as is_invoiced_before_receipt,
        false as is_invoiced_before_order,
        false as is_invoiced_before_approval,
        true as is_invoiced_without_order,
        false as is_without_contract
    from {{ ref('supplier_invoice_lines') }} as invoices
    left join {{ ref('users') }} as users on users.user_id = invoices.receiver_id
    where invoices.order_line_id is null
        and not invoices.is_credit_note
        and not invoices.is_down_payment
        and invoices.status <> 'cancelled'
        and invoices.received_at <= {{ as_of() }}
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
    is_without_requisition or is_received_before_order or is_received_before_approval or is_invoiced_before_receipt
        or is_invoiced_before_order or is_invoiced_before_approval or is_invoiced_without_order as is_maverick
from united
