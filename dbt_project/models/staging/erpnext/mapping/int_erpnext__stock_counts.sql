-- A line of a submitted reconciliation that is no opening. ERPNext drops lines without a difference when it saves the
-- document, so what was counted and found right leaves no trace.
with lines as (
    select * from {{ ref('stg_erpnext__stock_reconciliation_items') }}
),

counts as (
    select * from {{ ref('stg_erpnext__stock_reconciliations') }}
    where docstatus = 1 and coalesce(purpose, '') <> 'Opening Stock'
),

-- a line may have two entries (batches go out and in again): the last names the count, their values add up
moves as (
    select
        *,
        sum(value_company_currency) over (partition by voucher_line_id) as line_value,
        row_number() over (partition by voucher_line_id order by stock_move_id desc) as preference
    from {{ ref('int_erpnext__stock_moves') }}
    where voucher_type = 'Stock Reconciliation'
)

select
    lines.source_id,
    moves.stock_move_id as stock_count_id,
    counts.company_id,
    lines.item_id,
    lines.warehouse_id as location_id,
    lines.warehouse_id,
    counts.posting_at as counted_at,
    lines.book_quantity_stock_unit,
    lines.counted_quantity_stock_unit,
    moves.line_value as difference_value_company_currency,
    coalesce(submissions.submitter_id, counts.creator_user_id) as counter_id
from lines
inner join counts on counts.stock_reconciliation_id = lines.stock_reconciliation_id
inner join moves on moves.voucher_line_id = lines.stock_reconciliation_item_id and moves.preference = 1
left join {{ ref('int_erpnext__submissions') }} as submissions
    on submissions.document_type = 'stock_count' and submissions.document_id = counts.stock_reconciliation_id
