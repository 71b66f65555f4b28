-- Requisitions and purchase orders as they stand at the end. What was only planned and not yet written does not exist.
create view written_requisitions as
select requisitions.*, last_step.decision as last_decision, last_step.decided_at as last_decided_at,
    last_step.requested_at as last_requested_at,
    row_number() over (order by created_at, requisitions.id) as number
from requisitions
left join (
    select document, max_by(decision, round) as decision, max_by(decided_at, round) as decided_at,
        max_by(requested_at, round) as requested_at
    from requisition_steps group by document
) as last_step on last_step.document = requisitions.id
where created_at is not null and submitted_at is not null;

create table purchase_request as
select written.id + 1 as id, format('PR{:06d}', number) as name,
    case
        when ordered_at is not null then 'in_progress'
        when approved_at is not null then 'approved'
        when last_decision = 2 and (resubmitted_at is null or resubmitted_at < last_decided_at) then 'rejected'
        else 'to_approve'
    end as state,
    user_id as requested_by, company + 1 as company_id, warehouse * 2 + 1 as picking_type_id,
    local_date(created_at) as date_start, user_id as create_uid, created_at as create_date,
    greatest(created_at, submitted_at, resubmitted_at, last_decided_at, approved_at, ordered_at) as write_date
from written_requisitions as written
inner join user_ids on person = requested_by inner join warehouses on warehouses.id = warehouse;

create table purchase_request_line as
select requisition_lines.id + 1 as id, requisition + 1 as request_id, item + 41 as product_id, 1 as product_uom_id,
    quantity as product_qty, items.name_zh as name, local_date(needed_at) as date_required,
    purchase_request.state = 'rejected' as cancelled, quantity * cost_cny as estimated_cost,
    purchase_request.company_id, purchase_request.create_date, purchase_request.write_date
from requisition_lines
inner join purchase_request on purchase_request.id = requisition + 1
inner join positions on positions.id = position inner join items on items.id = item;

create table purchase_request_purchase_order_line_rel as
select id + 1 as purchase_request_line_id, order_line + 1 as purchase_order_line_id
from requisition_lines where order_line >= 0;

create view order_facts as
select orders.*, user_id, company, partner_ids.partner_id,
    case when company = 1 or is_foreign then 1 else 6 end as currency_id,
    case when company = 0 and is_foreign then usd_per_cny else 1.0 end as rate
from orders
inner join user_ids on person = ordered_by
inner join warehouses on warehouses.id = warehouse
inner join partner_ids on kind = 'supplier' and number = supplier
inner join rates on month = date_trunc('month', local_date(orders.created_at));

create view line_receipts as
select line, sum(case when reason = 2 then -abs(quantity) else abs(quantity) end) as quantity, max(moved_at) as last_at
from moves where reason in (1, 2) group by line;
create view line_invoices as
select delivered.line, sum(delivered.quantity) as quantity, max(invoices.entered_at) as last_at
from invoices inner join delivered using (delivery) where invoices.entered_at is not null group by delivered.line;

create table purchase_order_line as
select lines.id + 1 as id, lines."order" + 1 as order_id, item + 41 as product_id, 1 as product_uom,
    false as is_downpayment, items.name_zh as name, lines.quantity as product_qty, lines.quantity as product_uom_qty,
    price as price_unit, round(lines.quantity * price, 2) as price_subtotal,
    coalesce(line_receipts.quantity, 0) as qty_received, coalesce(line_invoices.quantity, 0) as qty_invoiced,
    case when rescheduled_at is not null then latest_promised_at else promised_at end as date_planned,
    case when cancelled_at is not null then 'cancel' when confirmed_at is not null then 'purchase' else 'draft' end
        as state,
    company + 1 as company_id, created_at as create_date,
    greatest(created_at, repriced_at, confirmed_at, changed_at, rescheduled_at, cancelled_at, line_receipts.last_at,
        line_invoices.last_at) as write_date
from lines
inner join order_facts on order_facts.id = lines."order"
inner join positions on positions.id = position inner join items on items.id = item
left join line_receipts on line_receipts.line = lines.id
left join line_invoices on line_invoices.line = lines.id;

create table purchase_order as
select order_facts.id + 1 as id, format('P{:06d}', order_facts.id + 1) as name, first(line.state) as state,
    any_value(partner_id) as partner_id, any_value(currency_id) as currency_id, any_value(rate) as currency_rate,
    any_value(user_id) as user_id, any_value(company) + 1 as company_id,
    any_value(warehouse) * 2 + 1 as picking_type_id, any_value(created_at) as date_order,
    any_value(confirmed_at) as date_approve, sum(price_subtotal) as amount_untaxed, sum(price_subtotal) as amount_total,
    case
        when any_value(confirmed_at) is null or any_value(cancelled_at) is not null then null
        when sum(qty_received) = 0 then 'pending'
        when sum(qty_received) >= sum(product_qty) then 'full'
        else 'partial'
    end as receipt_status,
    any_value(user_id) as create_uid, any_value(created_at) as create_date,
    greatest(max(write_date), any_value(submitted_at), any_value(approved_at)) as write_date
from order_facts inner join purchase_order_line as line on line.order_id = order_facts.id + 1
group by order_facts.id;
