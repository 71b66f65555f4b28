select source_id, requisition_line_id, order_line_id
from {{ ref('stg_odoo__purchase_request_order_lines') }}
