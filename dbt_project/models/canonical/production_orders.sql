{{ canonical_entity('production_orders') }}
