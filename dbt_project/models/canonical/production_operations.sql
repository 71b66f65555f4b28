{{ canonical_entity('production_operations') }}
