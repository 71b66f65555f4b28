{{ canonical_entity('approvals') }}
