-- What settles an invoice: book lines booked as its payment, and what else its own lines were reconciled with (another
-- invoice, a statement), as far as the first do not cover it. A reconciliation says who settled whom only as a group.
with invoices as (
    select * from {{ ref('stg_tryton__invoices') }} where state <> 'cancelled'
),

lines as (
    -- an entry is an invoice's where the invoice names it: that of a payment has the invoice as its origin, too
    select lines.*, moves.posting_date, booked.invoice_id, lines.debit - lines.credit as balance
    from {{ ref('stg_tryton__account_move_lines') }} as lines
    inner join {{ ref('stg_tryton__account_moves') }} as moves on moves.account_move_id = lines.account_move_id
    left join {{ ref('stg_tryton__invoices') }} as booked on booked.account_move_id = lines.account_move_id
),

own_lines as (
    select
        lines.*,
        invoices.invoice_id as owner_invoice_id,
        max(lines.maturity_date) over (partition by invoices.invoice_id) as due_date
    from lines
    inner join invoices
        on invoices.account_move_id = lines.account_move_id and invoices.account_id = lines.account_id
),

due as (
    select owner_invoice_id as invoice_id, max(due_date) as due_date from own_lines group by owner_invoice_id
),

payments as (
    select
        links.source_id,
        links.invoice_payment_line_id || ':payment' as allocation_id,
        links.invoice_id,
        case when lines.invoice_id is null then 'payment' else 'credit_note' end as allocation_kind,
        lines.posting_date,
        links.created_at as recorded_at,
        lines.balance,
        lines.reconciliation_id,
        links.creator_user_id
    from {{ ref('stg_tryton__invoice_payment_lines') }} as links
    inner join lines on lines.account_move_line_id = links.account_move_line_id
),

paid as (
    select invoice_id, reconciliation_id, sum(balance) as balance
    from payments
    where reconciliation_id is not null
    group by invoice_id, reconciliation_id
),

owed as (
    select source_id, owner_invoice_id as invoice_id, reconciliation_id, sum(balance) as balance
    from own_lines
    where reconciliation_id is not null
    group by source_id, owner_invoice_id, reconciliation_id
),

others as (
    select
        owed.invoice_id,
        owed.reconciliation_id,
        max(lines.posting_date) as posting_date,
        max(case when lines.invoice_id is null then 1 else 0 end) as has_payment
    from owed
    inner join lines on lines.reconciliation_id = owed.reconciliation_id
    left join own_lines
        on own_lines.account_move_line_id = lines.account_move_line_id and own_lines.owner_invoice_id = owed.invoice_id
    where own_lines.account_move_line_id is null
    group by owed.invoice_id, owed.reconciliation_id
),

allocations as (
    select source_id, allocation_id, invoice_id, allocation_kind, posting_date, recorded_at, balance, creator_user_id
    from payments
    union all
    select
        owed.source_id,
        owed.invoice_id || ':' || owed.reconciliation_id || ':reconciled',
        owed.invoice_id,
        case when others.has_payment = 1 then 'payment' else 'credit_note' end,
        others.posting_date,
        reconciliations.created_at,
        -owed.balance - coalesce(paid.balance, 0),
        reconciliations.creator_user_id
    from owed
    inner join others on others.invoice_id = owed.invoice_id and others.reconciliation_id = owed.reconciliation_id
    inner join {{ ref('stg_tryton__reconciliations') }} as reconciliations
        on reconciliations.reconciliation_id = owed.reconciliation_id
    left join paid on paid.invoice_id = owed.invoice_id and paid.reconciliation_id = owed.reconciliation_id
    where -owed.balance <> coalesce(paid.balance, 0)
)

select
    allocations.source_id,
    allocations.allocation_id,
    allocations.invoice_id,
    invoices.invoice_type,
    invoices.company_id,
    allocations.allocation_kind,
    allocations.posting_date,
    allocations.recorded_at,
    due.due_date,
    case when invoices.invoice_type = 'in' then allocations.balance else -allocations.balance end as amount_company_currency,
    allocations.creator_user_id
from allocations
inner join invoices on invoices.invoice_id = allocations.invoice_id
left join due on due.invoice_id = allocations.invoice_id
