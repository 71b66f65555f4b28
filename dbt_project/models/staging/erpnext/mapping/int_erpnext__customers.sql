select source_id, customer_id, customer_name, customer_code, tax_number, is_active, created_at
from {{ ref('stg_erpnext__customers') }}
