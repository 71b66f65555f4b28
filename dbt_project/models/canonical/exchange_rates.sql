{{ canonical_entity('exchange_rates') }}
