-- Money meets an invoice where a line of the invoice's payment term is matched with a line of another entry.
with lines as (
    select
        lines.*,
        moves.move_type,
        moves.company_id
    from {{ ref('stg_odoo__account_move_lines') }} as lines
    inner join {{ ref('stg_odoo__account_moves') }} as moves on moves.account_move_id = lines.account_move_id
),

invoice_lines as (
    select * from lines where display_type = 'payment_term' and move_type in ('out_invoice', 'out_refund')
),

matches as (
    select *, debit_line_id as invoice_line_id, credit_line_id as other_line_id
    from {{ ref('stg_odoo__partial_reconciliations') }}
    union all
    select *, credit_line_id as invoice_line_id, debit_line_id as other_line_id
    from {{ ref('stg_odoo__partial_reconciliations') }}
)

select
    matches.source_id,
    matches.reconciliation_id || ':' || invoice_lines.account_move_line_id as receipt_allocation_id,
    invoice_lines.account_move_id as invoice_id,
    invoice_lines.company_id,
    case when other_lines.move_type in ('out_invoice', 'out_refund') then 'credit_note' else 'payment' end as allocation_kind,
    other_lines.posting_date as received_date,
    matches.created_at as recorded_at,
    invoice_lines.due_date,
    matches.amount_company_currency,
    matches.creator_user_id as recorder_id
from matches
inner join invoice_lines on invoice_lines.account_move_line_id = matches.invoice_line_id
inner join lines as other_lines on other_lines.account_move_line_id = matches.other_line_id
