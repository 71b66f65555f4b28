{{ canonical_entity('items') }}
