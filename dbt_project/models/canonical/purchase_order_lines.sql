{{ canonical_entity('purchase_order_lines') }}
