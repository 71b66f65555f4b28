{{ canonical_entity('warehouses') }}
