{{ canonical_entity('supplier_payments') }}
