-- a partner is a customer once it was used as one, whatever its rank says
with used as (
    select distinct customer_partner_id as partner_id from {{ ref('stg_odoo__sales_orders') }}
    union
    select distinct partner_id from {{ ref('stg_odoo__account_moves') }} where move_type in ('out_invoice', 'out_refund')
)

select
    partners.source_id,
    partners.partner_id as customer_id,
    partners.partner_name as customer_name,
    partners.partner_code as customer_code,
    partners.tax_number,
    partners.is_active,
    partners.created_at
from {{ ref('stg_odoo__partners') }} as partners
left join used on used.partner_id = partners.partner_id
where partners.customer_rank > 0 or used.partner_id is not null
