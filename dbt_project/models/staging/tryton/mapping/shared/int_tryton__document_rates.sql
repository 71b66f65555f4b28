-- What one unit of a document's currency was worth in its company's on the document's day: by the rates in force, both
-- of which count from the currency whose rate is 1. A missing rate leaves it unknown.
with documents as (
    select source_id, 'requisition' as document_kind, requisition_id as document_id, company_id, currency_id,
        coalesce(needed_by_date, {{ local_date('created_at') }}) as rate_date
    from {{ ref('stg_tryton__requisitions') }}
    union all
    select source_id, 'purchase', order_id, company_id, currency_id,
        coalesce(purchase_date, {{ local_date('created_at') }})
    from {{ ref('stg_tryton__purchases') }}
    union all
    select source_id, 'sale', order_id, company_id, currency_id, coalesce(sale_date, {{ local_date('created_at') }})
    from {{ ref('stg_tryton__sales') }}
    union all
    select source_id, 'invoice', invoice_id, company_id, currency_id,
        coalesce(accounting_date, invoice_date, {{ local_date('created_at') }})
    from {{ ref('stg_tryton__invoices') }}
    union all
    select source_id, 'move', move_id, company_id, currency_id,
        coalesce(effective_date, planned_date, {{ local_date('created_at') }})
    from {{ ref('stg_tryton__stock_moves') }}
    where currency_id is not null
),

dated as (
    select documents.*, companies.currency_id as company_currency_id
    from documents
    inner join {{ ref('stg_tryton__companies') }} as companies on companies.company_id = documents.company_id
),

rates as (
    select
        *,
        lead(valid_from_date) over (partition by currency_id order by valid_from_date) as valid_until_date
    from {{ ref('stg_tryton__currency_rates') }}
)

select
    dated.source_id,
    dated.document_kind,
    dated.document_id,
    currencies.currency_code as document_currency,
    currencies.digits,
    case
        when dated.currency_id = dated.company_currency_id then 1.0
        else company_rates.rate / document_rates.rate
    end as company_currency_per_unit,
    company_currencies.digits as company_digits
from dated
left join {{ ref('stg_tryton__currencies') }} as currencies on currencies.currency_id = dated.currency_id
left join {{ ref('stg_tryton__currencies') }} as company_currencies
    on company_currencies.currency_id = dated.company_currency_id
left join rates as document_rates
    on document_rates.currency_id = dated.currency_id
    and dated.rate_date >= document_rates.valid_from_date
    and (document_rates.valid_until_date is null or dated.rate_date < document_rates.valid_until_date)
left join rates as company_rates
    on company_rates.currency_id = dated.company_currency_id
    and dated.rate_date >= company_rates.valid_from_date
    and (company_rates.valid_until_date is null or dated.rate_date < company_rates.valid_until_date)
