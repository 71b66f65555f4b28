{{ canonical_entity('event_log_objects') }}
