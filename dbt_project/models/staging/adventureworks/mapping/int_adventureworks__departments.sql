select
    source_id,
    department_id,
    department_name as department_name_zh,
    department_name as department_name_en,
    cast(null as {{ dbt.type_string() }}) as parent_department_id,
    source_id || ':company' as company_id,
    true as is_active
from {{ ref('stg_adventureworks__departments') }}
