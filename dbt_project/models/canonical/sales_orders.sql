{{ canonical_entity('sales_orders') }}
