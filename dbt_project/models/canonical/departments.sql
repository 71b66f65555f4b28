{{ canonical_entity('departments') }}
