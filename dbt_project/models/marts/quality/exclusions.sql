-- Every case that a KPI could not measure, with the reason: measured, open and excluded cases add up to all.
with excluded as (
    select
        -- lines for goods and for services are measured apart
        case when line_kind = 'service' then 'p2p.requisition_to_order.services' else 'p2p.requisition_to_order' end
            as kpi_id, source_id, requisition_line_id as case_id, exclusion_reason as reason,
        requisition_number as detail, excluded_on, company_id, department_id, 'unassigned' as warehouse_id,
        'unassigned' as node
    from {{ ref('mart_requisition_cycle') }}
    where exclusion_reason is not null
    union all
    select 'p2p.supplier_lead_time', source_id, order_line_id, lead_time_exclusion_reason,
        order_number, lead_time_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_purchase_receipts') }}
    where lead_time_exclusion_reason is not null
    union all
    select 'p2p.on_time_receipt_rate', source_id, order_line_id, promise_exclusion_reason,
        order_number, promise_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_purchase_receipts') }}
    where promise_exclusion_reason is not null
    union all
    select 'p2p.maverick_rate', source_id, compliance_line_id, exclusion_reason,
        document_number, excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_purchase_compliance') }}
    where exclusion_reason is not null
    union all
    select 'apr.step_duration', source_id, approval_id, exclusion_reason,
        document_number, excluded_on, company_id, department_id, 'unassigned', node
    from {{ ref('mart_approval_steps') }}
    where exclusion_reason is not null
    union all
    select 'apr.document_duration', source_id, approval_document_id, exclusion_reason,
        document_number, excluded_on, company_id, department_id, 'unassigned', 'unassigned'
    from {{ ref('mart_approval_documents') }}
    where exclusion_reason is not null
    union all
    select 'apr.levels', source_id, approval_document_id, exclusion_reason,
        document_number, excluded_on, company_id, department_id, 'unassigned', 'unassigned'
    from {{ ref('mart_approval_documents') }}
    where exclusion_reason is not null
    union all
    select 'apr.backlog_age', source_id, approval_id, exclusion_reason,
        document_number, excluded_on, company_id, department_id, 'unassigned', node
    from {{ ref('mart_approval_steps') }}
    where exclusion_reason = 'request_not_recorded' and is_open
    union all
    select 'stage.' || stages.process || '.' || stages.stage, stages.source_id, stages.case_id,
        case when stages.left_at is null then 'end_not_recorded' else 'left_before_entered' end,
        cases.document_number, {{ local_date('stages.entered_at') }},
        {{ unassigned('stages.company_id') }}, {{ unassigned('stages.department_id') }}, 'unassigned', 'unassigned'
    from {{ ref('fct_stage_durations') }} as stages
    inner join {{ ref('fct_process_cases') }} as cases on cases.case_id = stages.case_id
    where not stages.is_open and not stages.is_abandoned and stages.elapsed_hours is null
    union all
    select 'throughput.' || process, source_id, case_id, exclusion_reason, document_number,
        {{ local_date('coalesce(started_at, ' ~ as_of() ~ ')') }}, {{ unassigned('company_id') }},
        {{ unassigned('department_id') }}, 'unassigned', 'unassigned'
    from {{ ref('fct_process_cases') }}
    where exclusion_reason is not null
    union all
    -- excluded from values of the whole group only: the company's own need no rate
    select 'inv.turns', source_id, inventory_turns_id, group_exclusion_reason,
        item_id, observed_on, company_id, 'unassigned', warehouse_id, 'unassigned'
    from {{ ref('mart_inventory_turns') }}
    where group_exclusion_reason is not null
    union all
    -- excluded from values of the whole group only: the company's own need no rate
    select 'inv.days_on_hand', source_id, inventory_turns_id, group_exclusion_reason,
        item_id, observed_on, company_id, 'unassigned', warehouse_id, 'unassigned'
    from {{ ref('mart_inventory_turns') }}
    where group_exclusion_reason is not null
    union all
    -- likewise
    select 'o2c.dso', source_id, open_items_id, group_exclusion_reason,
        customer_id, observed_on, company_id, 'unassigned', 'unassigned', 'unassigned'
    from {{ ref('mart_receivables') }}
    where group_exclusion_reason is not null
    {%- for kpi, measure in [
        ('mfg.lead_time', 'lead_time'), ('mfg.schedule_attainment', 'plan'),
        ('mfg.scrap_rate', 'scrap'), ('mfg.first_pass_yield', 'yield'),
    ] %}
    union all
    select '{{ kpi }}', source_id, production_order_id, {{ measure }}_exclusion_reason,
        order_number, {{ measure }}_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_production_orders') }}
    where {{ measure }}_exclusion_reason is not null
    {%- endfor %}
    {%- for kpi in ('inv.count_discrepancy_rate', 'inv.record_accuracy') %}
    union all
    -- without a rate, but with a value: from values of the whole group only
    select '{{ kpi }}', source_id, stock_count_id, coalesce(exclusion_reason, group_exclusion_reason),
        item_id, opened_on, company_id, 'unassigned', warehouse_id, 'unassigned'
    from {{ ref('mart_stock_counts') }}
    where exclusion_reason is not null or group_exclusion_reason is not null
    {%- endfor %}
    {%- for kpi in ('inv.slow_moving_share', 'inv.negative_positions') %}
    union all
    select '{{ kpi }}', source_id, stock_position_id, group_exclusion_reason,
        item_id, observed_on, company_id, 'unassigned', warehouse_id, 'unassigned'
    from {{ ref('mart_stock_positions') }}
    where group_exclusion_reason is not null
    {%- endfor %}
    union all
    select 'cash.dpo', source_id, open_items_id, group_exclusion_reason,
        supplier_id, observed_on, company_id, 'unassigned', 'unassigned', 'unassigned'
    from {{ ref('mart_payables') }}
    where group_exclusion_reason is not null
    union all
    select 'o2c.order_processing', source_id, order_id, exclusion_reason,
        order_number, excluded_on, company_id, department_id, 'unassigned', 'unassigned'
    from {{ ref('mart_order_processing') }}
    where exclusion_reason is not null
    union all
    select 'o2c.order_fulfilment', source_id, order_line_id, fulfilment_exclusion_reason,
        order_number, fulfilment_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_sales_deliveries') }}
    where fulfilment_exclusion_reason is not null
    union all
    select 'o2c.on_time_delivery_rate', source_id, order_line_id, first_promised_exclusion_reason,
        order_number, first_promised_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_sales_deliveries') }}
    where first_promised_exclusion_reason is not null
    union all
    select 'o2c.fill_rate', source_id, order_line_id, first_promised_exclusion_reason,
        order_number, first_promised_excluded_on, company_id, department_id, warehouse_id, 'unassigned'
    from {{ ref('mart_sales_deliveries') }}
    where first_promised_exclusion_reason is not null
)

select kpi_id, source_id, case_id, reason, detail, excluded_on, company_id, department_id, warehouse_id, node
from excluded
