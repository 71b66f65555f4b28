-- Tryton has parties only; one is a supplier once it is used as one
with used as (
    select supplier_party_id as party_id from {{ ref('stg_tryton__purchases') }}
    union
    select party_id from {{ ref('stg_tryton__invoices') }} where invoice_type = 'in'
    union
    select party_id from {{ ref('stg_tryton__product_suppliers') }}
    union
    select supplier_party_id from {{ ref('stg_tryton__requisition_lines') }}
)

select
    parties.source_id,
    parties.party_id as supplier_id,
    parties.party_name as supplier_name,
    parties.party_code as supplier_code,
    parties.tax_number,
    parties.is_active,
    parties.created_at
from {{ ref('int_tryton__parties') }} as parties
where parties.party_id in (select party_id from used)
