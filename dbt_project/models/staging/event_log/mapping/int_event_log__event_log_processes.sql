-- Several files may hold one process: the first one's names count.
select
    source_id,
    process,
    arg_min(process_name_zh, log) as process_name_zh,
    arg_min(process_name_en, log) as process_name_en,
    arg_min(document_type, log) as document_type,
    arg_min(document_type_name_zh, log) as document_type_name_zh,
    arg_min(document_type_name_en, log) as document_type_name_en
from {{ ref('stg_event_log__logs') }}
group by source_id, process
