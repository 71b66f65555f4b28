-- What is open of each invoice on every day, one row a change: the claim from the day it was booked, less what settled it, a
-- prepayment from the day of the claim. A claim below zero, a credit note, is settled towards zero like any other,
-- whichever sign the source gives that amount.
with invoices as (
    select *, coalesce(due_date, booked_date) as due_on
    from {{ ref('booked_invoices') }}
    where booked_date <= {{ as_of_date() }}
),

settlements as (
    select 'customer' as invoice_kind, invoice_id, received_date as settled_on, recorded_at, amount_company_currency
    from {{ ref('customer_receipts') }}
    union all
    select 'supplier', invoice_id, paid_date, recorded_at, amount_company_currency
    from {{ ref('supplier_payments') }}
),

changes as (
    select invoice_kind, invoice_id, booked_date as changed_on, amount_company_currency as claimed,
        cast(0 as {{ dbt.type_numeric() }}) as settled
    from invoices
    union all
    select
        invoices.invoice_kind, invoices.invoice_id,
        greatest(invoices.booked_date, coalesce(settlements.settled_on, {{ local_date('settlements.recorded_at') }})),
        cast(0 as {{ dbt.type_numeric() }}),
        case
            when invoices.amount_company_currency < 0 then -abs(settlements.amount_company_currency)
            else settlements.amount_company_currency
        end
    from invoices
    inner join settlements
        on settlements.invoice_kind = invoices.invoice_kind and settlements.invoice_id = invoices.invoice_id
    where coalesce(settlements.recorded_at, {{ as_of() }}) <= {{ as_of() }}
        and coalesce(settlements.settled_on, {{ local_date('settlements.recorded_at') }}) <= {{ as_of_date() }}
),

days as (
    select invoice_kind, invoice_id, changed_on, sum(claimed) as claimed, sum(settled) as settled
    from changes
    group by invoice_kind, invoice_id, changed_on
)

select
    invoices.source_id,
    days.invoice_kind,
    days.invoice_id,
    invoices.invoice_number,
    {{ unassigned('invoices.company_id') }} as company_id,
    {{ unassigned('invoices.partner_id') }} as partner_id,
    invoices.is_credit_note,
    invoices.booked_date,
    invoices.due_on,
    days.changed_on as valid_from,
    lead(days.changed_on, 1, {{ end_of_time() }}) over (
        partition by days.invoice_kind, days.invoice_id order by days.changed_on
    ) as valid_to,
    cast(days.claimed as {{ dbt.type_numeric() }}) as claimed_amount_company_currency,
    cast(days.settled as {{ dbt.type_numeric() }}) as settled_amount_company_currency,
    cast(sum(days.claimed - days.settled) over (
        partition by days.invoice_kind, days.invoice_id order by days.changed_on
        rows between unbounded preceding and current row
    ) as {{ dbt.type_numeric() }}) as open_amount_company_currency
from days
inner join invoices on invoices.invoice_kind = days.invoice_kind and invoices.invoice_id = days.invoice_id
