select source_id, company_id, company_name, company_currency
from {{ ref('stg_sap_extract__companies') }}
