{{ canonical_entity('customer_receipts') }}
