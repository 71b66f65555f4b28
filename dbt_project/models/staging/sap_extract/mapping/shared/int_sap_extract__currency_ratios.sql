-- Rates may be kept for a hundred or a thousand units of a currency; the ratio that holds now is taken for all days.
with ranked as (
    select
        *,
        row_number() over (
            partition by client_id, from_currency, to_currency order by valid_from_date desc
        ) as preference
    from {{ ref('stg_sap_extract__rate_ratios') }}
    where rate_type = 'M' and from_units > 0 and to_units > 0
)

select source_id, client_id, from_currency, to_currency, to_units / from_units as ratio
from ranked
where preference = 1
