{{ canonical_entity('event_log_events') }}
