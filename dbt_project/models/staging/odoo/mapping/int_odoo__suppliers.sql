-- a partner is a supplier once it was used as one, whatever its rank says
with used as (
    select distinct supplier_partner_id as partner_id from {{ ref('stg_odoo__purchase_orders') }}
    union
    select distinct partner_id from {{ ref('stg_odoo__account_moves') }} where move_type in ('in_invoice', 'in_refund')
)

select
    partners.source_id,
    partners.partner_id as supplier_id,
    partners.partner_name as supplier_name,
    partners.partner_code as supplier_code,
    partners.tax_number,
    partners.is_active,
    partners.created_at
from {{ ref('stg_odoo__partners') }} as partners
left join used on used.partner_id = partners.partner_id
where partners.supplier_rank > 0 or used.partner_id is not null
