{{ open_items_by_month('supplier', 'supplier_invoice_lines', 'supplier_id') }}
