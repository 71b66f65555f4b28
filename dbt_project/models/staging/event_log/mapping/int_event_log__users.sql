-- A resource belongs to the department it always worked for.
select
    events.source_id,
    events.source_id || ':' || events.resource as user_id,
    events.resource as login,
    events.resource as user_name,
    max(case when logs.company_name is not null then events.source_id || ':company' end) as company_id,
    case when count(distinct events.department) = 1 then events.source_id || ':' || min(events.department) end
        as department_id,
    true as is_active,
    false as is_external,
    bool_or(events.is_automatic) as is_automatic
from {{ ref('int_event_log__case_events') }} as events
inner join {{ ref('stg_event_log__logs') }} as logs using (source_id, log)
where events.resource is not null
group by events.source_id, events.resource
