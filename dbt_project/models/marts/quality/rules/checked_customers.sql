{{ checked_parties('customers', 'customer_id', 'customer_name', 'customer_code') }}
