-- What enters a layer comes out of it: every row of an entity is in its facts, every case in its process and its mart,
-- and of a mart's cases each has the day it opened, and those that are excluded stand in the ledger, from that day on at
-- the earliest, and are not measured as well. What is a case is read from the canonical layer, not from a mart's filter.
{{ config(meta={'dagster': {'ref': {'name': 'exclusions'}}}) }}
{%- set confirmed = 'confirmed_at is not null' %}
{%- set ordered = "confirmed_at is not null or (status = 'confirmed' and order_id in (select order_id from "
    ~ ref('purchase_orders') ~ " where confirmed_at is null))" %}
{%- set requested = "decision <> 'not_reached' and coalesce(requested_at, submitted_at, " ~ as_of() ~ ") <= " ~ as_of()
    ~ " and coalesce(submitted_at, " ~ as_of() ~ ") <= " ~ as_of() %}
{%- set happened = 'coalesce(created_at, ' ~ as_of() ~ ') <= ' ~ as_of() %}
{%- set passages = [
    (ref('purchase_order_lines'), 'created_at <= ' ~ as_of(), ref('fct_purchase_order_lines'), 'true'),
    (ref('sales_order_lines'), 'created_at <= ' ~ as_of(), ref('fct_sales_order_lines'), 'true'),
    (ref('approvals'), requested, ref('fct_approval_steps'), 'true'),
    (ref('procure_to_pay_cases'), 'true', ref('fct_process_cases'), "process = 'procure_to_pay'"),
    (ref('order_to_cash_cases'), 'true', ref('fct_process_cases'), "process = 'order_to_cash'"),
    (ref('event_log_events'), 'true', ref('fct_process_events'), 'case_id in (select case_id from ' ~ ref('logged_cases') ~ ')'),
    (ref('logged_cases'), 'true', ref('fct_process_cases'), 'case_id in (select case_id from ' ~ ref('logged_cases') ~ ')'),
    (ref('fct_purchase_order_lines'), ordered, ref('mart_purchase_compliance'), 'not is_invoiced_without_order'),
    (ref('fct_approval_steps'), 'true', ref('mart_approval_steps'), 'true'),
    (ref('fct_process_cases'), 'exclusion_reason is null', ref('fct_process_intervals'), "stage = '*'"),
    (ref('items'), happened, ref('checked_items'), 'true'),
    (ref('suppliers'), happened, ref('checked_suppliers'), 'true'),
    (ref('customers'), happened, ref('checked_customers'), 'true'),
    (ref('purchase_order_lines'), happened ~ " and status <> 'cancelled'", ref('checked_purchase_order_lines'), 'true'),
    (ref('sales_order_lines'), happened ~ " and status <> 'cancelled'", ref('checked_sales_order_lines'), 'true'),
    (ref('goods_receipt_lines'), 'received_at <= ' ~ as_of(), ref('checked_goods_receipts'), 'true'),
    (ref('supplier_invoice_lines'), 'received_at <= ' ~ as_of() ~ " and status <> 'cancelled'",
        ref('checked_supplier_invoice_lines'), 'true'),
    (ref('fct_approval_steps'), 'true', ref('checked_approval_steps'), 'true'),
    (ref('sales_orders'), 'entered_at <= ' ~ as_of(), ref('mart_order_processing'), 'true'),
    (ref('production_orders'), happened ~ " and status <> 'cancelled'", ref('checked_production_orders'), 'true'),
    (ref('stock_counts'), 'counted_at <= ' ~ as_of(), ref('mart_stock_counts'), 'true'),
] %}
{#- Cases of more than one entity: what ought to be in a mart is counted in a relation of its own below. #}
{%- set joined = [
    ('purchase_order_lines', 'receipts_due', ref('mart_purchase_receipts')),
    ('purchase_requisition_lines', 'requisitions_due', ref('mart_requisition_cycle')),
    ('sales_order_lines', 'deliveries_due', ref('mart_sales_deliveries')),
    ('production_orders', 'production_due', ref('mart_production_orders')),
] %}
{%- set ledgers = [
    (ref('mart_requisition_cycle'), '', ['p2p.requisition_to_order', 'p2p.requisition_to_order.services']),
    (ref('mart_purchase_receipts'), 'lead_time_', ['p2p.supplier_lead_time']),
    (ref('mart_purchase_receipts'), 'promise_', ['p2p.on_time_receipt_rate']),
    (ref('mart_purchase_compliance'), '', ['p2p.maverick_rate']),
    (ref('mart_approval_steps'), '', ['apr.step_duration']),
    (ref('mart_approval_documents'), '', ['apr.document_duration']),
    (ref('mart_approval_documents'), '', ['apr.levels']),
    (ref('mart_production_orders'), 'lead_time_', ['mfg.lead_time']),
    (ref('mart_production_orders'), 'plan_', ['mfg.schedule_attainment']),
    (ref('mart_production_orders'), 'scrap_', ['mfg.scrap_rate']),
    (ref('mart_production_orders'), 'yield_', ['mfg.first_pass_yield']),
    (ref('mart_order_processing'), '', ['o2c.order_processing']),
    (ref('mart_sales_deliveries'), 'fulfilment_', ['o2c.order_fulfilment']),
    (ref('mart_sales_deliveries'), 'first_promised_', ['o2c.on_time_delivery_rate']),
    (ref('mart_sales_deliveries'), 'first_promised_', ['o2c.fill_rate']),
] %}
{#- Without a KPI yet, or a variant of one: nothing of them is in the ledger, and nothing is lost all the same. #}
{%- set without_kpi = [
    (ref('mart_sales_deliveries'), ['requested_', 'latest_promised_']),
] %}

with ordered_lines as (
    -- confirmed by the run's "now", or confirmed and nobody knows when
    select lines.order_line_id, lines.line_kind
    from {{ ref('purchase_order_lines') }} as lines
    inner join {{ ref('purchase_orders') }} as orders on orders.order_id = lines.order_id
    where lines.created_at <= {{ as_of() }}
        and (orders.confirmed_at <= {{ as_of() }} or (orders.confirmed_at is null and orders.status = 'confirmed'))
),

receipts_due as (
    select order_line_id from ordered_lines where line_kind = 'goods'
),

-- released by now, proven to be by their status, or ordered whatever became of them later
requisitions_due as (
    select requisition_line_id
    from {{ ref('purchase_requisition_lines') }}
    where created_at <= {{ as_of() }}
        and (
            approved_at <= {{ as_of() }}
            or (approved_at is null and status in ('approved', 'ordered'))
            or requisition_line_id in (
                select links.requisition_line_id
                from {{ ref('requisition_order_links') }} as links
                inner join ordered_lines on ordered_lines.order_line_id = links.order_line_id
            )
        )
),

-- confirmed by now, or confirmed and nobody knows when
deliveries_due as (
    select lines.order_line_id
    from {{ ref('sales_order_lines') }} as lines
    inner join {{ ref('sales_orders') }} as orders on orders.order_id = lines.order_id
    where lines.line_kind = 'goods' and lines.created_at <= {{ as_of() }}
        and (orders.confirmed_at <= {{ as_of() }} or (orders.confirmed_at is null and orders.status = 'confirmed'))
),

production_due as (
    select production_order_id
    from {{ ref('production_orders') }}
    where created_at <= {{ as_of() }}
        and (confirmed_at <= {{ as_of() }} or (confirmed_at is null and status in ('confirmed', 'in_progress', 'done')))
),

-- the last day that the run has seen anything of
last_day as (
    select max(calendar_date) as day from {{ ref('dim_working_days') }} where {{ local_to_utc('calendar_date') }} < {{ as_of() }}
),

counted as (
    select 'stages placed in time or excluded' as what,
        (select count(*) from {{ ref('fct_stage_durations') }}) as expected,
        (select count(*) from {{ ref('fct_process_intervals') }} where stage <> '*')
            + (select count(*) from {{ ref('exclusions') }} where kpi_id like 'stage.%') as found
    union all
    select 'cases open at the end of the last day in mart_work_in_process' as what,
        (
            select count(*) from {{ ref('fct_process_cases') }} as cases cross join last_day
            where exclusion_reason is null and {{ local_date('started_at') }} <= last_day.day
                and (ended_at is null or {{ local_date('ended_at') }} > last_day.day)
        ) as expected,
        (
            select coalesce(sum(open_cases), 0) from {{ ref('mart_work_in_process') }} as days
            inner join last_day on last_day.day = days.observed_on
            where stage = '*'
        ) as found
    union all
    select 'rules broken in mart_data_quality_findings' as what,
        (select coalesce(sum(broken_records), 0) from {{ ref('mart_data_quality_rules') }}) as expected,
        (select count(*) from {{ ref('mart_data_quality_findings') }}) as found
    union all
    {%- for origin, entering, destination, arriving in passages %}
    select '{{ origin.identifier }} in {{ destination.identifier }}' as what,
        (select count(*) from {{ origin }} where {{ entering }}) as expected,
        (select count(*) from {{ destination }} where {{ arriving }}) as found
    union all
    {%- endfor %}
    {%- for entity, due, mart in joined %}
    select '{{ entity }} in {{ mart.identifier }}' as what,
        (select count(*) from {{ due }}) as expected,
        (select count(*) from {{ mart }}) as found
    union all
    {%- endfor %}
    {%- for mart, prefixes in without_kpi %}
    {%- for prefix in prefixes %}
    select '{{ mart.identifier }}: {{ prefix }}opened_on missing, later than the end, or without a reason', 0,
        (
            select count(*) from {{ mart }}
            where {{ prefix }}opened_on is null
                or {{ prefix }}excluded_on < {{ prefix }}opened_on
                or {{ prefix }}measured_on < {{ prefix }}opened_on
                or ({{ prefix }}excluded_on is not null and {{ prefix }}measured_on is not null)
                or ({{ prefix }}excluded_on is null) <> ({{ prefix }}exclusion_reason is null)
        )
    union all
    {%- endfor %}
    {%- endfor %}
    {%- for mart, prefix, kpis in ledgers %}
    select '{{ kpis[0] }} without the day it opened, or excluded before it', 0,
        (select count(*) from {{ mart }} where {{ prefix }}opened_on is null or {{ prefix }}excluded_on < {{ prefix }}opened_on)
    union all
    select '{{ kpis[0] }} in exclusions',
        (select count({{ prefix }}excluded_on) from {{ mart }}),
        (select count(*) from {{ ref('exclusions') }} where kpi_id in ('{{ kpis | join("', '") }}'))
    union all
    select '{{ kpis[0] }} measured and excluded', 0,
        (select count(*) from {{ mart }} where {{ prefix }}excluded_on is not null and {{ prefix }}measured_on is not null)
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select * from counted where expected <> found
