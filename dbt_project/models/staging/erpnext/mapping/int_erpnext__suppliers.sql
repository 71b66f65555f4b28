select source_id, supplier_id, supplier_name, supplier_code, tax_number, is_active, created_at
from {{ ref('stg_erpnext__suppliers') }}
