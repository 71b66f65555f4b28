{{ canonical_entity('users') }}
