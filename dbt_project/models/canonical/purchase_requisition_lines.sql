{{ canonical_entity('purchase_requisition_lines') }}
