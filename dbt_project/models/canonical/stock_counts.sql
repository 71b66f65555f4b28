{{ canonical_entity('stock_counts') }}
