-- A payment meets a bill where a line of the bill's payment term is matched with a line of another entry.
with lines as (
    select
        lines.*,
        moves.move_type,
        moves.company_id
    from {{ ref('stg_odoo__account_move_lines') }} as lines
    inner join {{ ref('stg_odoo__account_moves') }} as moves on moves.account_move_id = lines.account_move_id
),

bill_lines as (
    select * from lines where display_type = 'payment_term' and move_type in ('in_invoice', 'in_refund')
),

matches as (
    select *, debit_line_id as bill_line_id, credit_line_id as other_line_id
    from {{ ref('stg_odoo__partial_reconciliations') }}
    union all
    select *, credit_line_id as bill_line_id, debit_line_id as other_line_id
    from {{ ref('stg_odoo__partial_reconciliations') }}
)

select
    matches.source_id,
    matches.reconciliation_id || ':' || bill_lines.account_move_line_id as payment_allocation_id,
    bill_lines.account_move_id as invoice_id,
    bill_lines.company_id,
    case when other_lines.move_type in ('in_invoice', 'in_refund') then 'credit_note' else 'payment' end as allocation_kind,
    other_lines.posting_date as paid_date,
    matches.created_at as recorded_at,
    bill_lines.due_date,
    matches.amount_company_currency,
    matches.creator_user_id as payer_id
from matches
inner join bill_lines on bill_lines.account_move_line_id = matches.bill_line_id
inner join lines as other_lines on other_lines.account_move_line_id = matches.other_line_id
