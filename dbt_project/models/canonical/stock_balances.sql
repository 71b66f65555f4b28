{{ canonical_entity('stock_balances') }}
