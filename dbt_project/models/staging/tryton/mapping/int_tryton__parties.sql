-- Parties with their first official number.
with identifiers as (
    select
        *,
        row_number() over (
            partition by party_id order by case when sequence is null then 1 else 0 end, sequence, identifier_number
        ) as place
    from {{ ref('stg_tryton__party_identifiers') }}
    where is_active and identifier_type is not null
)

select
    parties.source_id,
    parties.party_id,
    parties.party_name,
    parties.party_code,
    identifiers.identifier_code as tax_number,
    parties.is_active,
    parties.created_at
from {{ ref('stg_tryton__parties') }} as parties
left join identifiers on identifiers.party_id = parties.party_id and identifiers.place = 1
