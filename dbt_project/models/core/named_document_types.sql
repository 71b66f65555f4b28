select document_type, name_zh, name_en
from {{ ref('document_types') }}
union all
select document_type, min(document_type_name_zh) as name_zh, min(document_type_name_en) as name_en
from {{ ref('event_log_processes') }}
where document_type is not null and document_type not in (select document_type from {{ ref('document_types') }})
group by document_type
