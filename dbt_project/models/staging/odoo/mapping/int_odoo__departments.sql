select source_id, department_id, department_name_zh, department_name_en, parent_department_id, company_id, is_active
from {{ ref('stg_odoo__departments') }}
