{{ canonical_entity('user_sessions') }}
