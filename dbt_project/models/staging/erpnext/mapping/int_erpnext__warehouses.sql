select source_id, warehouse_id, warehouse_code, warehouse_name, company_id, is_active
from {{ ref('stg_erpnext__warehouses') }}
