-- ERPNext keeps one name of a department, in whatever language it was entered
select
    source_id,
    department_id,
    department_name as department_name_zh,
    department_name as department_name_en,
    parent_department_id,
    company_id,
    is_active
from {{ ref('stg_erpnext__departments') }}
