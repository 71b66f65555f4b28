-- What enters a layer comes out of it: every row of an entity is in its facts, every case in its process and its mart,
-- and of a mart's cases those that are excluded stand in the ledger and are not measured as well.
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
    (ref('fct_purchase_order_lines'), confirmed ~ " and line_kind = 'goods'", ref('mart_purchase_receipts'), 'true'),
    (ref('fct_purchase_order_lines'), ordered, ref('mart_purchase_compliance'), 'not is_invoiced_without_order'),
    (ref('fct_approval_steps'), 'true', ref('mart_approval_steps'), 'true'),
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

with counted as (
    {%- for origin, entering, destination, arriving in passages %}
    select '{{ origin.identifier }} in {{ destination.identifier }}' as what,
        (select count(*) from {{ origin }} where {{ entering }}) as expected,
        (select count(*) from {{ destination }} where {{ arriving }}) as found
    union all
    {%- endfor %}
    {%- for mart, prefix, kpis in ledgers %}
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
