-- Every document and line of the source stands in its canonical entity, with its amount, company by company.
-- What is left out by rule is left out here by the same words: sections, notes and down payments are no lines of goods,
-- and only suppliers' invoices are invoices of suppliers. An operation's company is its order's.
{{ config(meta={'dagster': {'ref': {'name': 'purchase_orders'}}}) }}
{%- set real_line = "display_type is null and not coalesce(is_downpayment, false)" %}
{%- set invoice_amount = "case when moves.move_type like '%refund' then -lines.price_subtotal else lines.price_subtotal end" %}

with in_source as (
    {%- for each in sources_of('odoo') %}
    {%- for entity, table, company, amount, rule in [
        ('purchase_orders', 'purchase_order', 'company_id', 'amount_untaxed', 'true'),
        ('sales_orders', 'sale_order', 'company_id', 'amount_untaxed', 'true'),
        ('purchase_order_lines', 'purchase_order_line', 'company_id', 'price_subtotal', real_line),
        ('sales_order_lines', 'sale_order_line', 'company_id', 'price_subtotal', real_line),
        ('purchase_requisition_lines', 'purchase_request_line', 'company_id', 'estimated_cost', 'true'),
        ('requisition_order_links', 'purchase_request_purchase_order_line_rel', 'null', 'null', 'true'),
        ('production_orders', 'mrp_production', 'company_id', 'null', 'true'),
        ('production_operations', 'mrp_workorder', 'null', 'duration_expected', 'true'),
    ] %}
    select '{{ each.name }}' as source_id, '{{ entity }}' as entity, {{ source_key(each, company) }} as company_id,
        count(*) as row_count, sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ raw(each, table) }}
    where _deleted_at is null and {{ rule }}
    group by {{ company }}
    union all
    {%- endfor %}
    {%- set source_is_last = loop.last %}
    {%- for invoices, settlements, types in [
        ('supplier_invoice_lines', 'supplier_payments', "('in_invoice', 'in_refund')"),
        ('customer_invoice_lines', 'customer_receipts', "('out_invoice', 'out_refund')"),
    ] %}
    select '{{ each.name }}', '{{ invoices }}', {{ source_key(each, 'moves.company_id') }}, count(*),
        sum(cast({{ invoice_amount }} as {{ dbt.type_numeric() }}))
    from {{ raw(each, 'account_move_line') }} as lines
    inner join {{ raw(each, 'account_move') }} as moves on moves.id = lines.move_id and moves._deleted_at is null
    where lines._deleted_at is null and lines.display_type = 'product' and moves.move_type in {{ types }}
    group by moves.company_id
    union all
    select '{{ each.name }}', '{{ settlements }}', {{ source_key(each, 'moves.company_id') }}, count(*),
        sum(cast(matches.amount as {{ dbt.type_numeric() }}))
    from (
        -- one side after the other: a join on either of two columns would compare each match with each line
        {%- for side in ['debit_move_id', 'credit_move_id'] %}
        select {{ side }} as move_line_id, amount from {{ raw(each, 'account_partial_reconcile') }}
        where _deleted_at is null
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ) as matches
    inner join {{ raw(each, 'account_move_line') }} as lines
        on lines.id = matches.move_line_id and lines._deleted_at is null
    inner join {{ raw(each, 'account_move') }} as moves on moves.id = lines.move_id and moves._deleted_at is null
    where lines.display_type = 'payment_term' and moves.move_type in {{ types }}
    group by moves.company_id
    {{ "union all" if not (loop.last and source_is_last) }}
    {%- endfor %}
    {%- endfor %}
),

in_warehouse as (
    {%- for entity, company, amount in [
        ('purchase_orders', 'company_id', 'amount_document_currency'),
        ('sales_orders', 'company_id', 'amount_document_currency'),
        ('purchase_order_lines', 'company_id', 'amount_document_currency'),
        ('sales_order_lines', 'company_id', 'amount_document_currency'),
        ('purchase_requisition_lines', 'company_id', 'estimated_cost_company_currency'),
        ('requisition_order_links', 'null', 'null'),
        ('supplier_invoice_lines', 'company_id', 'amount_document_currency'),
        ('supplier_payments', 'company_id', 'amount_company_currency'),
        ('customer_invoice_lines', 'company_id', 'amount_document_currency'),
        ('customer_receipts', 'company_id', 'amount_company_currency'),
        ('production_orders', 'company_id', 'null'),
        ('production_operations', 'null', 'planned_minutes'),
    ] %}
    select source_id, '{{ entity }}' as entity, cast({{ company }} as {{ dbt.type_string() }}) as company_id,
        count(*) as row_count, sum(cast({{ amount }} as {{ dbt.type_numeric() }})) as amount
    from {{ ref(entity) }}
    group by source_id, {{ company }}
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
full outer join (
    select * from in_warehouse
    where source_id in ({% for each in sources_of('odoo') %}'{{ each.name }}'{{ ", " if not loop.last }}{% endfor %})
) as in_warehouse
    on in_warehouse.source_id = in_source.source_id
    and in_warehouse.entity = in_source.entity
    and coalesce(in_warehouse.company_id, '') = coalesce({{ counting_company('in_source.company_id') }}, '')
where coalesce(in_source.row_count, 0) <> coalesce(in_warehouse.row_count, 0)
    or abs(coalesce(in_source.amount, 0) - coalesce(in_warehouse.amount, 0)) > 0.0001
