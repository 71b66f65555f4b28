-- Lines of goods or services of both kinds of invoice. A credit note is an invoice over less than nothing; a line that
-- credits another bills the order line of that one. Posting is told by the button, else by the entry in the books, which
-- is not written again once it is posted.
with invoices as (
    select *, {{ tryton_status("'invoice'", 'state') }} as status from {{ ref('stg_tryton__invoices') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'invoice'
),

lines as (
    select
        lines.*,
        coalesce(lines.purchase_line_id, credited.purchase_line_id, lines.sale_line_id, credited.sale_line_id) as origin_line_id,
        {{ tryton_rounded('lines.quantity * lines.unit_price', 'rates.digits') }} as amount_document_currency,
        {{ tryton_rounded('lines.quantity * lines.unit_price * rates.company_currency_per_unit', 'rates.company_digits') }} as amount_company_currency,
        rates.document_currency
    from {{ ref('stg_tryton__invoice_lines') }} as lines
    left join rates on rates.document_id = lines.invoice_id
    left join {{ ref('stg_tryton__invoice_lines') }} as credited on credited.invoice_line_id = lines.credited_line_id
    where lines.line_type = 'line' and lines.invoice_id is not null
),

totals as (
    select invoice_id, sum(amount_document_currency) as amount from lines group by invoice_id
),

postings as (
    select document_id, min(changed_at) as posted_at
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'invoice' and state = 'posted'
    group by document_id
),

due as (
    select lines.account_move_id, lines.account_id, max(lines.maturity_date) as due_date
    from {{ ref('stg_tryton__account_move_lines') }} as lines
    group by lines.account_move_id, lines.account_id
),

users as (
    select * from {{ ref('int_tryton__users') }}
)

select
    lines.source_id,
    lines.invoice_line_id,
    lines.invoice_id,
    invoices.invoice_type,
    coalesce(invoices.document_number, invoices.reference, {{ dbt.split_part('lines.invoice_id', "':'", 2) }})
        as invoice_number,
    lines.origin_line_id,
    lines.is_down_payment,
    invoices.status,
    totals.amount < 0 as is_credit_note,
    invoices.company_id,
    users.department_id,
    invoices.party_id,
    lines.product_id as item_id,
    invoices.invoice_date,
    invoices.created_at,
    case
        when invoices.status <> 'draft'
        then coalesce(postings.posted_at, case when moves.state = 'posted' then coalesce(moves.written_at, moves.created_at) end)
    end as posted_at,
    due.due_date,
    invoices.state = 'paid' as is_paid,
    lines.quantity as quantity_document_unit,
    lines.document_currency,
    lines.amount_document_currency,
    lines.amount_company_currency,
    invoices.creator_user_id
from lines
inner join invoices on invoices.invoice_id = lines.invoice_id
inner join totals on totals.invoice_id = lines.invoice_id
left join postings on postings.document_id = lines.invoice_id
left join {{ ref('stg_tryton__account_moves') }} as moves on moves.account_move_id = invoices.account_move_id
left join due on due.account_move_id = invoices.account_move_id and due.account_id = invoices.account_id
left join users on users.user_id = invoices.creator_user_id
