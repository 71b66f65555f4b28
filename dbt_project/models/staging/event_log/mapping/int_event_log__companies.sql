select
    source_id,
    source_id || ':company' as company_id,
    min(company_name) as company_name,
    min(company_currency) as company_currency
from {{ ref('stg_event_log__logs') }}
where company_name is not null
group by source_id
