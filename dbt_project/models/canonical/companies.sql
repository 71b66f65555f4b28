{{ canonical_entity('companies') }}
