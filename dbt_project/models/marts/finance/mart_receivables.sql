{{ open_items_by_month('customer', 'customer_invoice_lines', 'customer_id') }}
