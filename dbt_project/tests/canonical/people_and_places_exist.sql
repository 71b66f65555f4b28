-- References that only name: who, where, with whom. A user deleted from the ERP lives on in its audit log, and a
-- relation the source no longer has is shown as unassigned, so a missing one is a warning and no reason to stop.
{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'users'}}}) }}
{%- set references = [
    ('users', 'department_id', 'departments', 'department_id'),
    ('departments', 'parent_department_id', 'departments', 'department_id'),
    ('purchase_orders', 'department_id', 'departments', 'department_id'),
    ('sales_orders', 'department_id', 'departments', 'department_id'),
    ('purchase_requisition_lines', 'department_id', 'departments', 'department_id'),
    ('purchase_orders', 'warehouse_id', 'warehouses', 'warehouse_id'),
    ('sales_orders', 'warehouse_id', 'warehouses', 'warehouse_id'),
    ('goods_receipt_lines', 'warehouse_id', 'warehouses', 'warehouse_id'),
    ('delivery_lines', 'warehouse_id', 'warehouses', 'warehouse_id'),
    ('stock_moves', 'from_warehouse_id', 'warehouses', 'warehouse_id'),
    ('stock_moves', 'to_warehouse_id', 'warehouses', 'warehouse_id'),
    ('sales_orders', 'salesperson_id', 'users', 'user_id'),
    ('goods_receipt_lines', 'receiver_id', 'users', 'user_id'),
    ('supplier_invoice_lines', 'receiver_id', 'users', 'user_id'),
    ('supplier_payments', 'payer_id', 'users', 'user_id'),
    ('delivery_lines', 'shipper_id', 'users', 'user_id'),
    ('stock_moves', 'mover_id', 'users', 'user_id'),
    ('approvals', 'approver_id', 'users', 'user_id'),
    ('approvals', 'requester_id', 'users', 'user_id'),
    ('document_changes', 'user_id', 'users', 'user_id'),
    ('user_sessions', 'user_id', 'users', 'user_id'),
    ('supplier_invoice_lines', 'supplier_id', 'suppliers', 'supplier_id'),
] %}
{{ dangling_references(references) }}
