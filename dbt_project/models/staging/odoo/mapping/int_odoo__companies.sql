select companies.source_id, companies.company_id, companies.company_name, currencies.currency_code as company_currency
from {{ ref('stg_odoo__companies') }} as companies
left join {{ ref('stg_odoo__currencies') }} as currencies on currencies.currency_id = companies.currency_id
