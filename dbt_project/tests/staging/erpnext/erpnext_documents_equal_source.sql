-- Every document, line and ledger entry of the source stands in its canonical entity, with its amount, company by company.
-- What is left out by rule is left out here by the same words: only requests of type Purchase are requisitions, and
-- ledger entries of cancelled documents are no moves.
{{ config(meta={'dagster': {'ref': {'name': 'purchase_orders'}}}) }}

with in_source as (
    {%- for each in sources_of('erpnext') %}
    {%- for entity, table, parent, amount, rule in [
        ('purchase_orders', 'purchase_order', none, 'rows_.net_total', 'true'),
        ('purchase_order_lines', 'purchase_order_item', 'purchase_order', 'rows_.net_amount', 'true'),
        ('sales_orders', 'sales_order', none, 'rows_.net_total', 'true'),
        ('sales_order_lines', 'sales_order_item', 'sales_order', 'rows_.net_amount', 'true'),
        ('supplier_invoice_lines', 'purchase_invoice_item', 'purchase_invoice', 'rows_.net_amount', 'true'),
        ('customer_invoice_lines', 'sales_invoice_item', 'sales_invoice', 'rows_.net_amount', 'true'),
        ('production_orders', 'work_order', none, 'rows_.qty', 'true'),
        ('purchase_requisition_lines', 'material_request_item', 'material_request', 'rows_.amount',
            "parents.material_request_type = 'Purchase'"),
        ('stock_moves', 'stock_ledger_entry', none, 'rows_.stock_value_difference',
            'not coalesce(rows_.is_cancelled, false)'),
        ('stock_counts', 'stock_reconciliation_item', 'stock_reconciliation', 'rows_.qty',
            "parents.docstatus = 1 and coalesce(parents.purpose, '') <> 'Opening Stock'"),
    ] %}
    {%- set company = ('parents' if parent else 'rows_') ~ '.company' %}
    select '{{ each.name }}' as source_id, '{{ entity }}' as entity, {{ source_key(each, company) }} as company_id,
        count(*) as row_count, sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ raw(each, table) }} as rows_
    {%- if parent %}
    inner join {{ raw(each, parent) }} as parents on parents.name = rows_.parent and parents._deleted_at is null
    {%- endif %}
    where rows_._deleted_at is null and {{ rule }}
    group by {{ company }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

in_warehouse as (
    {%- for entity, amount in [
        ('purchase_orders', 'amount_document_currency'),
        ('purchase_order_lines', 'amount_document_currency'),
        ('sales_orders', 'amount_document_currency'),
        ('sales_order_lines', 'amount_document_currency'),
        ('supplier_invoice_lines', 'amount_document_currency'),
        ('customer_invoice_lines', 'amount_document_currency'),
        ('production_orders', 'quantity_planned_stock_unit'),
        ('purchase_requisition_lines', 'estimated_cost_company_currency'),
        ('stock_moves', 'value_company_currency'),
        ('stock_counts', 'counted_quantity_stock_unit'),
    ] %}
    select source_id, '{{ entity }}' as entity, company_id, count(*) as row_count,
        sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ ref(entity) }}
    where source_id in ({% for each in sources_of('erpnext') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
    group by source_id, company_id
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    coalesce(in_source.source_id, in_warehouse.source_id) as source_id,
    coalesce(in_source.entity, in_warehouse.entity) as entity,
    coalesce(in_source.company_id, in_warehouse.company_id) as company_id,
    in_source.row_count as rows_in_source,
    in_warehouse.row_count as rows_in_warehouse,
    in_source.amount as amount_in_source,
    in_warehouse.amount as amount_in_warehouse
from in_source
full outer join in_warehouse
    on in_warehouse.source_id = in_source.source_id
    and in_warehouse.entity = in_source.entity
    and coalesce(in_warehouse.company_id, '') = coalesce({{ counting_company('in_source.company_id') }}, '')
where coalesce(in_source.row_count, 0) <> coalesce(in_warehouse.row_count, 0)
    or abs(coalesce(in_source.amount, 0) - coalesce(in_warehouse.amount, 0)) > 0.0001
