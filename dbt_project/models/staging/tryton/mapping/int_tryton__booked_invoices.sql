-- What an invoice claims stands on the lines of its entry in the books that are on the party's account.
with claims as (
    select account_move_id, account_id, sum(debit - credit) as balance, max(maturity_date) as due_date
    from {{ ref('stg_tryton__account_move_lines') }}
    group by account_move_id, account_id
)

select
    invoices.source_id,
    invoices.invoice_id,
    case when invoices.invoice_type = 'in' then 'supplier' else 'customer' end as invoice_kind,
    coalesce(invoices.document_number, invoices.reference) as invoice_number,
    invoices.company_id,
    invoices.party_id as partner_id,
    case when invoices.invoice_type = 'in' then -claims.balance else claims.balance end < 0 as is_credit_note,
    moves.posting_date as booked_date,
    claims.due_date,
    cast(case when invoices.invoice_type = 'in' then -claims.balance else claims.balance end
        as {{ dbt.type_numeric() }}) as amount_company_currency,
    cast(null as {{ dbt.type_numeric() }}) as open_amount_company_currency
from {{ ref('stg_tryton__invoices') }} as invoices
inner join {{ ref('stg_tryton__account_moves') }} as moves on moves.account_move_id = invoices.account_move_id
inner join claims
    on claims.account_move_id = invoices.account_move_id and claims.account_id = invoices.account_id
where invoices.state in ('posted', 'paid')
