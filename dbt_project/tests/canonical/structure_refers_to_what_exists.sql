-- References that the numbers rest on: without the row they name, a join would drop the case or lose its company.
-- Null is no reference. (People, departments and partners: see people_and_places_exist.)
{{ config(meta={'dagster': {'ref': {'name': 'companies'}}}) }}
{%- set references = [
    ('requisition_order_links', 'requisition_line_id', 'purchase_requisition_lines', 'requisition_line_id'),
    ('requisition_order_links', 'order_line_id', 'purchase_order_lines', 'order_line_id'),
    ('purchase_order_lines', 'requisition_line_id', 'purchase_requisition_lines', 'requisition_line_id'),
    ('supplier_invoice_lines', 'order_line_id', 'purchase_order_lines', 'order_line_id'),
    ('supplier_payments', 'company_id', 'companies', 'company_id'),
    ('customer_invoice_lines', 'company_id', 'companies', 'company_id'),
    ('customer_receipts', 'company_id', 'companies', 'company_id'),
    ('production_orders', 'company_id', 'companies', 'company_id'),
    ('purchase_orders', 'company_id', 'companies', 'company_id'),
    ('purchase_order_lines', 'company_id', 'companies', 'company_id'),
    ('purchase_requisition_lines', 'company_id', 'companies', 'company_id'),
    ('goods_receipt_lines', 'company_id', 'companies', 'company_id'),
    ('supplier_invoice_lines', 'company_id', 'companies', 'company_id'),
    ('sales_orders', 'company_id', 'companies', 'company_id'),
    ('delivery_lines', 'company_id', 'companies', 'company_id'),
    ('stock_moves', 'company_id', 'companies', 'company_id'),
    ('purchase_requisition_lines', 'item_id', 'items', 'item_id'),
    ('goods_receipt_lines', 'item_id', 'items', 'item_id'),
    ('sales_order_lines', 'item_id', 'items', 'item_id'),
    ('delivery_lines', 'item_id', 'items', 'item_id'),
    ('stock_counts', 'item_id', 'items', 'item_id'),
    ('customer_invoice_lines', 'item_id', 'items', 'item_id'),
    ('stock_counts', 'stock_count_id', 'stock_moves', 'stock_move_id'),
] %}
{{ dangling_references(references) }}
