select distinct
    events.source_id,
    events.source_id || ':' || events.department as department_id,
    events.department as department_name_zh,
    events.department as department_name_en,
    cast(null as varchar) as parent_department_id,
    case when logs.company_name is not null then events.source_id || ':company' end as company_id,
    true as is_active
from {{ ref('int_event_log__case_events') }} as events
inner join {{ ref('stg_event_log__logs') }} as logs using (source_id, log)
where events.department is not null
