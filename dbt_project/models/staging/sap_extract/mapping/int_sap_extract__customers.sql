select
    source_id,
    customer_id,
    first_name_line || coalesce(' ' || second_name_line, '') as customer_name,
    party_code as customer_code,
    coalesce(tax_number, other_tax_number) as tax_number,
    not is_deleted and not is_blocked as is_active,
    created_at
from {{ ref('stg_sap_extract__customers') }}
