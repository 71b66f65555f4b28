{{ canonical_entity('sales_order_lines') }}
