with logged as (
    select process, min(process_name_zh) as name_zh, min(process_name_en) as name_en
    from {{ ref('event_log_processes') }}
    where process not in (select process from {{ ref('processes') }})
    group by process
)

select process, position, name_zh, name_en
from {{ ref('processes') }}
union all
select process, 100 + row_number() over (order by process) as position, name_zh, name_en
from logged
