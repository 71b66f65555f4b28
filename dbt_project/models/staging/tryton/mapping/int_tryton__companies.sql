select companies.source_id, companies.company_id, parties.party_name as company_name,
    currencies.currency_code as company_currency
from {{ ref('stg_tryton__companies') }} as companies
left join {{ ref('stg_tryton__parties') }} as parties on parties.party_id = companies.party_id
left join {{ ref('stg_tryton__currencies') }} as currencies on currencies.currency_id = companies.currency_id
