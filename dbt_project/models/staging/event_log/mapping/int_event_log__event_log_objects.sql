select distinct
    events.source_id,
    events.event_id,
    relations.source_id || ':' || relations.object_id as object_id,
    objects.object_type,
    relations.qualifier
from {{ ref('int_event_log__case_events') }} as events
inner join {{ ref('stg_event_log__relations') }} as relations
    on relations.source_id = events.source_id and relations.log = events.log
    and relations.event_key = events.event_key
left join {{ ref('stg_event_log__objects') }} as objects
    on objects.source_id = relations.source_id and objects.log = relations.log
    and objects.object_id = relations.object_id
