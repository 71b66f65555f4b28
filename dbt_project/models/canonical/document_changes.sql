{{ canonical_entity('document_changes') }}
