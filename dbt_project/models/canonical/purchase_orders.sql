{{ canonical_entity('purchase_orders') }}
