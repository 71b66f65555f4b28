-- Every document, line and move of the source stands in its canonical entity, with its amount. What is left out by rule is
-- left out here by the same words: titles and comments among lines, moves that are not done, lines that nobody counted.
{{ config(meta={'dagster': {'ref': {'name': 'purchase_orders'}}}) }}

with in_source as (
    {%- for each in sources_of('tryton') %}
    {%- for entity, table, amount, rule in [
        ('purchase_orders', 'purchase_purchase', 'rows_.untaxed_amount_cache', 'true'),
        ('purchase_order_lines', 'purchase_line', 'rows_.quantity * rows_.unit_price', "rows_.type = 'line'"),
        ('purchase_requisition_lines', 'purchase_requisition_line', '0', 'true'),
        ('sales_orders', 'sale_sale', 'rows_.untaxed_amount_cache', 'true'),
        ('sales_order_lines', 'sale_line', 'rows_.quantity * rows_.unit_price', "rows_.type = 'line'"),
        ('production_orders', 'production', '0', 'true'),
        ('production_operations', 'production_work', '0', 'true'),
        ('stock_moves', 'stock_move', 'rows_.internal_quantity', "rows_.state = 'done'"),
    ] %}
    select '{{ each.name }}' as source_id, '{{ entity }}' as entity, count(*) as row_count,
        sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ raw(each, table) }} as rows_
    where rows_._deleted_at is null and {{ rule }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" }}
    select '{{ each.name }}', 'supplier_invoice_lines', count(*), sum(rows_.quantity * rows_.unit_price)
    from {{ raw(each, 'account_invoice_line') }} as rows_
    inner join {{ raw(each, 'account_invoice') }} as invoices
        on invoices.id = rows_.invoice and invoices._deleted_at is null
    where rows_._deleted_at is null and rows_.type = 'line' and invoices.type = 'in'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

in_warehouse as (
    {%- for entity, amount, rule in [
        ('purchase_orders', 'amount_document_currency', 'true'),
        ('purchase_order_lines', 'amount_document_currency', 'true'),
        ('purchase_requisition_lines', '0', 'true'),
        ('sales_orders', 'amount_document_currency', 'true'),
        ('sales_order_lines', 'amount_document_currency', 'true'),
        ('production_orders', '0', 'true'),
        ('production_operations', '0', 'true'),
        ('stock_moves', 'quantity_stock_unit', "stock_move_id not like '%:counted'"),
        ('supplier_invoice_lines', 'amount_document_currency', 'true'),
    ] %}
    select source_id, '{{ entity }}' as entity, count(*) as row_count,
        sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ ref(entity) }}
    where source_id in ({% for each in sources_of('tryton') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
        and {{ rule }}
    group by source_id
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

-- a line is rounded to the currency's decimals, and a draft's total is only in the warehouse
select
    in_source.source_id,
    in_source.entity,
    in_source.row_count as rows_in_source,
    in_warehouse.row_count as rows_in_warehouse,
    in_source.amount as amount_in_source,
    in_warehouse.amount as amount_in_warehouse
from in_source
left join in_warehouse on in_warehouse.source_id = in_source.source_id and in_warehouse.entity = in_source.entity
where in_source.row_count <> coalesce(in_warehouse.row_count, 0)
    or (
        in_source.entity not in ('purchase_orders', 'sales_orders')
        and abs(coalesce(in_source.amount, 0) - coalesce(in_warehouse.amount, 0)) > 0.005 * in_source.row_count + 0.0001
    )
    or coalesce(in_source.amount, 0) > coalesce(in_warehouse.amount, 0) + 0.005 * in_source.row_count + 0.0001
