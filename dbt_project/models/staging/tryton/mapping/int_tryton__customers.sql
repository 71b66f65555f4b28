-- Tryton has parties only; one is a customer once it is used as one
with used as (
    select customer_party_id as party_id from {{ ref('stg_tryton__sales') }}
    union
    select party_id from {{ ref('stg_tryton__invoices') }} where invoice_type = 'out'
)

select
    parties.source_id,
    parties.party_id as customer_id,
    parties.party_name as customer_name,
    parties.party_code as customer_code,
    parties.tax_number,
    parties.is_active,
    parties.created_at
from {{ ref('int_tryton__parties') }} as parties
where parties.party_id in (select party_id from used)
