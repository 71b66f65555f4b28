{{ canonical_entity('suppliers') }}
