-- Who completed a transfer. The last writer of its moves is often the ERP itself (valuation, scheduled jobs).
select
    document_id as picking_id,
    min(user_id) as user_id
from {{ ref('int_odoo__status_changes') }}
where document_type = 'transfer' and status = 'done' and not is_automatic
group by document_id
