-- What a posted invoice claims stands on its lines of the payment term, in company currency and with tax: debit where a
-- customer owes it, credit where the company does.
with claims as (
    select account_move_id, sum(balance_company_currency) as balance
    from {{ ref('stg_odoo__account_move_lines') }}
    where display_type = 'payment_term'
    group by account_move_id
),

invoices as (
    select *, case when move_type in ('in_invoice', 'in_refund') then -1 else 1 end as sign
    from {{ ref('stg_odoo__account_moves') }}
    where state = 'posted' and move_type in ('out_invoice', 'out_refund', 'in_invoice', 'in_refund')
)

select
    invoices.source_id,
    invoices.account_move_id as invoice_id,
    case when invoices.sign = 1 then 'customer' else 'supplier' end as invoice_kind,
    invoices.number as invoice_number,
    invoices.company_id,
    invoices.partner_id,
    invoices.move_type in ('out_refund', 'in_refund') as is_credit_note,
    invoices.accounting_date as booked_date,
    invoices.due_date,
    cast(invoices.sign * coalesce(claims.balance, 0) as {{ dbt.type_numeric() }}) as amount_company_currency,
    cast(invoices.sign * invoices.open_amount_signed as {{ dbt.type_numeric() }}) as open_amount_company_currency
from invoices
left join claims on claims.account_move_id = invoices.account_move_id
