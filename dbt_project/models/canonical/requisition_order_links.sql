{{ canonical_entity('requisition_order_links') }}
