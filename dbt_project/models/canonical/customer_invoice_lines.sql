{{ canonical_entity('customer_invoice_lines') }}
