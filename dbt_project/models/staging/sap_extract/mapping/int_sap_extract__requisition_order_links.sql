-- An order item names one requisition item, its schedule lines those of each date, a requisition the last order it went to.
with named as (
    select source_id, requisition_line_id, order_line_id from {{ ref('stg_sap_extract__purchase_document_items') }}
    union
    select source_id, requisition_line_id, order_line_id from {{ ref('stg_sap_extract__purchase_schedule_lines') }}
    union
    select source_id, requisition_line_id, order_line_id from {{ ref('stg_sap_extract__purchase_requisition_items') }}
)

select named.source_id, named.requisition_line_id, named.order_line_id
from named
inner join {{ ref('stg_sap_extract__purchase_requisition_items') }} as requisitions
    on requisitions.requisition_line_id = named.requisition_line_id
inner join {{ ref('int_sap_extract__order_items') }} as orders on orders.order_line_id = named.order_line_id
