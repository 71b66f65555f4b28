{{ canonical_entity('stock_moves') }}
