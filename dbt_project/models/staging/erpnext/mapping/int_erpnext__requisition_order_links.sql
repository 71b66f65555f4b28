select orders.source_id, lines.requisition_line_id, orders.order_line_id
from {{ ref('stg_erpnext__purchase_order_items') }} as orders
inner join {{ ref('int_erpnext__purchase_requisition_lines') }} as lines
    on lines.requisition_line_id = orders.material_request_item_id
inner join {{ ref('stg_erpnext__purchase_orders') }} as headers on headers.order_id = orders.order_id
