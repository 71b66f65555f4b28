{{ canonical_entity('delivery_lines') }}
