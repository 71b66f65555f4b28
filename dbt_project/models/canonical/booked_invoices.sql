{{ canonical_entity('booked_invoices') }}
