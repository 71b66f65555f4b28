-- What enters a layer comes out of it: every row of an entity is in its facts, every case in its process and its mart,
-- and of a mart's cases each has the day it opened, and those that are excluded stand in the ledger, from that day on at
-- the earliest, and are not measured as well. What is a case is read from the canonical layer, not from a mart's filter.
{{ config(meta={'dagster': {'ref': {'name': 'exclusions'}}}) }}
{%- set confirmed = 'confirmed_at is not null' %}
{%- set ordered = "confirmed_at is not null or (status = 'confirmed' and order_id in (select order_id from "
    ~ ref('purchase_orders') ~ " where confirmed_at is null))" %}
{%- set requested = "decision <> 'not_reached' and coalesce(requested_at, submitted_at, " ~ as_of() ~ ") <= " ~ as_of()
    ~ " and coalesce(submitted_at, " ~ as_of() ~ ") <= " ~ as_of() %}
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
] %}
{#- Cases of more than one entity: what ought to be in a mart is counted in a relation of its own below. #}
{%- set joined = [
    ('purchase_order_lines', 'receipts_due', ref('mart_purchase_receipts')),
    ('purchase_requisition_lines', 'requisitions_due', ref('mart_requisition_cycle')),
] %}
{%- set ledgers = [
    (ref('mart_requisition_cycle'), '', ['p2p.requisition_to_order', 'p2p.requisition_to_order.services']),
    (ref('mart_purchase_receipts'), 'lead_time_', ['p2p.supplier_lead_time']),
    (ref('mart_purchase_receipts'), 'promise_', ['p2p.on_time_receipt_rate']),
    (ref('mart_purchase_compliance'), '', ['p2p.maverick_rate']),
    (ref('mart_approval_steps'), '', ['apr.step_duration']),
    (ref('mart_approval_documents'), '', ['apr.document_duration']),
    (ref('mart_approval_documents'), '', ['apr.levels']),
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

counted as (
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
