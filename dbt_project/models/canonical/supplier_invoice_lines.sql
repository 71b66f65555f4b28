{{ canonical_entity('supplier_invoice_lines') }}
