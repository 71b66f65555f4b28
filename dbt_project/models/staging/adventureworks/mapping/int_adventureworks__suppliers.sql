select
    source_id,
    supplier_id,
    supplier_name,
    supplier_code,
    cast(null as {{ dbt.type_string() }}) as tax_number,
    is_active,
    -- the files keep the last change only
    cast(null as {{ dbt.type_timestamp() }}) as created_at
from {{ ref('stg_adventureworks__suppliers') }}
