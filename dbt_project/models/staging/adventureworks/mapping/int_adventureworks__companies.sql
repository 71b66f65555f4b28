-- One company, of which the files hold no record: its name is known, its currency is the one that all rates start from.
select
    source_id,
    source_id || ':company' as company_id,
    'Adventure Works Cycles' as company_name,
    min(from_currency) as company_currency
from {{ ref('stg_adventureworks__currency_rates') }}
group by source_id
