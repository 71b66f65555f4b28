-- A requisition line is bought through the purchase request that Tryton makes of it when it is approved.
select distinct requests.source_id, requests.requisition_line_id, requests.order_line_id
from {{ ref('stg_tryton__purchase_requests') }} as requests
inner join {{ ref('stg_tryton__requisition_lines') }} as lines
    on lines.requisition_line_id = requests.requisition_line_id
inner join {{ ref('stg_tryton__purchase_lines') }} as order_lines on order_lines.order_line_id = requests.order_line_id
where order_lines.line_type = 'line'
