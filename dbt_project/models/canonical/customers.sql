{{ canonical_entity('customers') }}
