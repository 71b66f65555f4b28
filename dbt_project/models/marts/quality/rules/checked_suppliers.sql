{{ checked_parties('suppliers', 'supplier_id', 'supplier_name', 'supplier_code') }}
