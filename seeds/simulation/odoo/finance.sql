-- Invoices and payments as journal entries; payments at the invoice's rate, so that no exchange difference arises.
create table entry_facts as
select row_number() over (order by created_at, kind, number) as id, *
from (
    select 'bill' as kind, invoices.id as number, entered_at as created_at, entered_by as created_by, posted_at, posted_by,
        order_facts.company, order_facts.partner_id, currency_id, case when order_facts.company = 0 and is_foreign
            then usd_per_cny else 1.0 end as rate,
        local_day(invoice_date) as invoice_day, local_day(due_date) as due_day, paid_at, null as pays, null as salesperson
    from invoices
    inner join deliveries on deliveries.id = delivery
    inner join order_facts on order_facts.id = deliveries."order"
    inner join rates on month = date_trunc('month', local_date(coalesce(posted_at, entered_at)))
    where entered_at is not null
    union all
    select 'invoice', sales_deliveries.id, invoiced_at, invoiced_by, invoiced_at, invoiced_by, company, partner_id,
        case company when 0 then 6 else 1 end, 1.0, local_date(invoiced_at), local_day(due_date), booked_at, null,
        sale_facts.user_id
    from sales_deliveries inner join sale_facts on sale_facts.id = sales_deliveries."order"
    where invoiced_at is not null
    union all
    select 'bill_payment', invoices.id, paid_at, paid_by, paid_at, paid_by, order_facts.company, order_facts.partner_id,
        currency_id, case when order_facts.company = 0 and is_foreign then usd_per_cny else 1.0 end,
        null, local_date(paid_at), null, invoices.id, null
    from invoices
    inner join deliveries on deliveries.id = delivery
    inner join order_facts on order_facts.id = deliveries."order"
    inner join rates on month = date_trunc('month', local_date(posted_at))
    where paid_at is not null
    union all
    select 'receipt', sales_deliveries.id, booked_at, booked_by, booked_at, booked_by, company, partner_id,
        case company when 0 then 6 else 1 end, 1.0, null, local_date(booked_at), null, sales_deliveries.id, null
    from sales_deliveries inner join sale_facts on sale_facts.id = sales_deliveries."order"
    where booked_at is not null
    union all
    select 'credit', returns.id, credited_at, credited_by, credited_at, credited_by, company, partner_id,
        case company when 0 then 6 else 1 end, 1.0, local_date(credited_at), local_date(credited_at), refunded_at, null,
        sale_facts.user_id
    from returns inner join sales_lines on sales_lines.id = line
    inner join sale_facts on sale_facts.id = sales_lines."order"
    where credited_at is not null
    union all
    select 'refund', returns.id, refunded_at, refunded_by, refunded_at, refunded_by, company, partner_id,
        case company when 0 then 6 else 1 end, 1.0, null, local_date(refunded_at), null, returns.id, null
    from returns inner join sales_lines on sales_lines.id = line
    inner join sale_facts on sale_facts.id = sales_lines."order"
    where refunded_at is not null
) as united;
-- what a payment pays
create table paid_kinds as
select * from (values ('bill_payment', 'bill'), ('receipt', 'invoice'), ('refund', 'credit')) as t (kind, pays_kind);

create table product_lines as
select 'bill' as kind, invoices.id as number, delivered.id as place, item, delivered.line as purchase_line, null as sale_line,
    delivered.quantity, case invoices.kind when 2 then round(price * 1.04, 2) else price end as price
from invoices inner join delivered using (delivery) inner join lines on lines.id = delivered.line
inner join positions on positions.id = lines.position
where entered_at is not null
union all
select 'invoice', delivery, sales_lines.id, item, null, sales_lines.id, quantity, price
from sales_lines inner join sales_deliveries on sales_deliveries.id = delivery
inner join positions on positions.id = position
where invoiced_at is not null
union all
select 'credit', returns.id, returns.id, item, null, line, returns.quantity, price
from returns inner join sales_lines on sales_lines.id = line inner join positions on positions.id = position
where credited_at is not null;

create table journal_lines as
select entry_facts.id as move_id, kind, number, 0 as side, place, 'product' as display_type, item + 41 as product_id,
    purchase_line + 1 as purchase_line_id, quantity, price as price_unit, round(quantity * price, 2) as price_subtotal,
    case kind when 'invoice' then -1 else 1 end * round(quantity * price, 2) as amount_currency,
    sale_line
from product_lines inner join entry_facts using (kind, number);
insert into journal_lines
select move_id, kind, number, 1, 0, 'payment_term', null, null, 0, 0, 0, -sum(amount_currency), null
from journal_lines group by move_id, kind, number;
-- a payment: the bank and the partner's account
insert into journal_lines
select entry_facts.id, entry_facts.kind, entry_facts.number, sides.side, 0, 'product', null, null, 1, 0,
    case sides.side when 1 then -amount_currency else amount_currency end,
    case sides.side when 1 then -amount_currency else amount_currency end, null
from entry_facts
inner join paid_kinds using (kind)
inner join journal_lines as open_line
    on open_line.kind = pays_kind
    and open_line.number = entry_facts.pays and open_line.side = 1
cross join (values (0), (1)) as sides (side);

create table account_move_line as
select row_number() over (order by created_at, move_id, side, place) as id, move_id, display_type, product_id,
    purchase_line_id, quantity, price_unit, price_subtotal,
    case when display_type = 'product' and side = 0 then round(amount_currency / rate, 2)
        else -sum(case when side = 0 then round(amount_currency / rate, 2) else 0 end) over (partition by move_id) end
        as balance,
    amount_currency, currency_id, coalesce(local_date(posted_at), local_date(created_at)) as date,
    due_day as date_maturity, false as is_downpayment, company + 1 as company_id, created_at as create_date,
    greatest(created_at, posted_at, paid_at) as write_date, kind, number, side, sale_line
from journal_lines inner join (select * rename (id as move_id) from entry_facts) using (move_id, kind, number);

create table account_move as
select entry_facts.id,
    case when posted_at is null then '/' else format('{}/{:07d}',
        case kind when 'bill' then 'BILL' when 'invoice' then 'INV' when 'credit' then 'RINV' else 'PBNK1' end,
        entry_facts.id) end as name,
    case kind when 'bill' then format('SI{:07d}', number) end as ref,
    case when posted_at is null then 'draft' else 'posted' end as state,
    case kind when 'bill' then 'in_invoice' when 'invoice' then 'out_invoice' when 'credit' then 'out_refund'
        else 'entry' end as move_type,
    case when kind in ('bill', 'invoice', 'credit') and paid_at is not null then 'paid' else 'not_paid' end as payment_state,
    entry_facts.partner_id, currency_id, company + 1 as company_id, invoice_day as invoice_date,
    local_date(coalesce(posted_at, created_at)) as date, due_day as invoice_date_due,
    case when kind in ('bill', 'invoice', 'credit') then rate else 0 end as invoice_currency_rate,
    case when kind in ('bill', 'invoice', 'credit') then abs(amount) else 0 end as amount_untaxed, abs(amount) as amount_total,
    case when kind in ('bill', 'invoice', 'credit') then case when paid_at is null then claim.balance else 0 end else 0 end
        as amount_residual_signed,
    salesperson as invoice_user_id, user_id as create_uid, created_at as create_date,
    greatest(created_at, posted_at, paid_at) as write_date
from entry_facts
inner join user_ids on person = created_by
left join (select move_id, balance from account_move_line where side = 1) as claim on claim.move_id = entry_facts.id
inner join (select move_id, sum(amount_currency) as amount from journal_lines where side = 0 group by move_id)
    as total on total.move_id = entry_facts.id;

create table account_partial_reconcile as
select row_number() over (order by payment.create_date, payment.id) as id,
    case when payment.amount_currency > 0 then payment.id else invoice.id end as debit_move_id,
    case when payment.amount_currency > 0 then invoice.id else payment.id end as credit_move_id,
    abs(payment.balance) as amount, abs(payment.amount_currency) as debit_amount_currency,
    abs(payment.amount_currency) as credit_amount_currency, payment.company_id,
    greatest(payment.date, invoice.date) as max_date, account_move.create_uid, payment.create_date,
    payment.create_date as write_date
from account_move_line as payment
inner join paid_kinds on paid_kinds.kind = payment.kind
inner join account_move_line as invoice
    on invoice.kind = pays_kind
    and invoice.number = payment.number and invoice.side = 1
inner join account_move on account_move.id = payment.move_id
where payment.side = 1;

create table sale_order_line_invoice_rel as
select id as invoice_line_id, sale_line + 1 as order_line_id from account_move_line where sale_line is not null;
