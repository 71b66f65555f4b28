-- Documents as they should not be. Where a header is wrong, every line of it breaks the rule.
create macro stamp(seconds) as make_timestamp(cast(seconds * 1000000 as bigint));
create macro in_words_with_factor(rule, factor) as in_words(rule)
    || case when rule like '%\_off\_by\_%' escape '\' then format(' ({} times)', factor) else '' end;
-- a currency that nobody ever entered a rate of: amounts are taken one for one
insert into res_currency select 125, 'EUR', 2;

-- purchase orders
update purchase_order set partner_id = null
where id - 1 in (select number from seeded_as('purchase_order_lines.lacks_supplier'));
update purchase_order set currency_id = 125, currency_rate = 1.0
where id - 1 in (select number from seeded_as('purchase_order_lines.lacks_exchange_rate'));
update purchase_order set date_approve = stamp(off_by)
from seeded_as('purchase_order_lines.confirmed_before_entry') where purchase_order.id = number + 1;
update purchase_order_line set product_id = null
where id - 1 in (select number from seeded_as('purchase_order_lines.lacks_item'));
update purchase_order_line set date_planned = null
where id - 1 in (select number from seeded_as('purchase_order_lines.lacks_promise'));
update purchase_order_line set date_planned = stamp(off_by)
from seeded_as('purchase_order_lines.promised_before_entry') where purchase_order_line.id = number + 1;
update purchase_order_line set product_qty = 0, product_uom_qty = 0, price_subtotal = 0
where id - 1 in (select number from seeded_as('purchase_order_lines.quantity_not_positive'));
update purchase_order_line set price_unit = price_unit * off_by, price_subtotal = round(price_subtotal * off_by, 2)
from seeded_as('purchase_order_lines.price_off_by_power_of_ten') where purchase_order_line.id = number + 1;
update purchase_order_line set product_qty = product_qty * off_by, product_uom_qty = product_uom_qty * off_by,
    price_subtotal = round(price_subtotal * off_by, 2)
from seeded_as('purchase_order_lines.quantity_off_by_hundreds') where purchase_order_line.id = number + 1;
update purchase_order set amount_untaxed = total, amount_total = total
from (select order_id, sum(price_subtotal) as total from purchase_order_line group by order_id)
where order_id = purchase_order.id;
insert into defects
select defect, 'purchase_order_line', line.id, null, in_words_with_factor(defect, off_by)
from seeded
inner join purchase_order_line as line
    on case "of" when 'orders' then line.order_id else line.id end = seeded.number + 1
where defect like 'purchase\_order\_lines.%' escape '\';

-- sales orders
update sale_order set currency_id = 125, currency_rate = 1.0
where id - 1 in (select number from seeded_as('sales_order_lines.lacks_exchange_rate'));
update sale_order set date_order = stamp(off_by)
from seeded_as('sales_order_lines.confirmed_before_entry') where sale_order.id = number + 1;
update sale_order set commitment_date = stamp(off_by)
from seeded_as('sales_order_lines.promised_before_entry') where sale_order.id = number + 1;
update sale_order_line set product_id = null where id - 1 in (select number from seeded_as('sales_order_lines.lacks_item'));
update sale_order_line set product_uom_qty = 0, price_subtotal = 0
where id - 1 in (select number from seeded_as('sales_order_lines.quantity_not_positive'));
update sale_order_line set price_unit = price_unit * off_by, price_subtotal = round(price_subtotal * off_by, 2)
from seeded_as('sales_order_lines.price_off_by_power_of_ten') where sale_order_line.id = number + 1;
update sale_order_line set product_uom_qty = product_uom_qty * off_by, price_subtotal = round(price_subtotal * off_by, 2)
from seeded_as('sales_order_lines.quantity_off_by_hundreds') where sale_order_line.id = number + 1;
update sale_order set amount_untaxed = total, amount_total = total
from (select order_id, sum(price_subtotal) as total from sale_order_line group by order_id)
where order_id = sale_order.id;
insert into defects
select defect, 'sale_order_line', line.id, null, in_words_with_factor(defect, off_by)
from seeded
inner join sale_order_line as line
    on case "of" when 'sales_orders' then line.order_id else line.id end = seeded.number + 1
where defect like 'sales\_order\_lines.%' escape '\';

-- receipts: booked without the order, before it, or by who approved it
create table seeded_receipts as
select defect, off_by, seeded.number as delivery, stock_move.id as move_id, picking_id
from seeded
inner join delivered on delivered.delivery = seeded.number
inner join stock_move on stock_move.kind = 'receipt' and stock_move.number = delivered.id
where "of" = 'deliveries';
update stock_move set purchase_line_id = null
where id in (select move_id from seeded_receipts where defect = 'goods_receipts.lacks_order');
update stock_move set date = stamp(off_by)
from seeded_receipts where move_id = stock_move.id and defect = 'goods_receipts.received_before_order';
update stock_valuation_layer set create_date = stamp(off_by)
from seeded_receipts where move_id = stock_move_id and defect = 'goods_receipts.received_before_order';
update stock_picking set date_done = stamp(off_by)
from seeded_receipts where picking_id = stock_picking.id and defect = 'goods_receipts.received_before_order';
update stock_move set write_uid = user_id
from seeded_receipts inner join user_ids on person = cast(off_by as bigint)
where move_id = stock_move.id and defect = 'goods_receipts.received_by_approver';
update mail_message set author_id = partner_id
from seeded_receipts inner join user_ids on person = cast(off_by as bigint)
where model = 'stock.picking' and res_id = picking_id and defect = 'goods_receipts.received_by_approver';
insert into defects
select defect, 'stock_move', move_id, null, in_words(defect) from seeded_receipts;

-- suppliers' invoices
create table seeded_bills as
select defect, off_by, account_move.id as move_id
from seeded
inner join entry_facts on kind = 'bill' and entry_facts.number = seeded.number
inner join account_move on account_move.id = entry_facts.id
where "of" = 'invoices';
insert into defects
select defect, 'account_move_line', line.id, null, in_words(defect)
from seeded_bills inner join account_move_line as line using (move_id) where side = 0;
update account_move_line set purchase_line_id = null
where move_id in (select move_id from seeded_bills where defect = 'supplier_invoice_lines.lacks_order');
update account_move set invoice_date_due = null
where id in (select move_id from seeded_bills where defect = 'supplier_invoice_lines.lacks_due_date');
update account_move set invoice_date_due = local_day(off_by)
from seeded_bills where move_id = account_move.id and defect = 'supplier_invoice_lines.due_before_invoice';
update account_move set invoice_date = local_day(off_by), invoice_date_due = greatest(invoice_date_due, local_day(off_by))
from seeded_bills where move_id = account_move.id and defect = 'supplier_invoice_lines.dated_after_entry';
update account_move_line set date_maturity = invoice_date_due
from account_move
where account_move.id = move_id and account_move.id in (select move_id from seeded_bills);
update account_move set currency_id = 125
where id in (select move_id from seeded_bills where defect = 'supplier_invoice_lines.lacks_exchange_rate');
update account_move_line set currency_id = 125
where move_id in (select move_id from seeded_bills where defect = 'supplier_invoice_lines.lacks_exchange_rate');

-- approvals: of orders in reviews and their audit log, of requisitions in the record of their changes
update tier_review set reviewed_date = stamp(off_by)
from seeded_as('approval_steps.decided_before_request') where tier_review.id = number + 1;
update tier_review set done_by = user_id
from seeded inner join user_ids on person = cast(off_by as bigint)
where tier_review.id = seeded.number + 1 and "of" = 'order_steps' and defect = 'approval_steps.approver_is_requester';
update auditlog_log_line set new_value = case field_name when 'done_by' then format('({}, ''{}'')', cast(off_by as bigint) + 6,
    cast(off_by as bigint)) else strftime(stamp(off_by), '%Y-%m-%d %H:%M:%S') end
from seeded inner join auditlog_log on model_model = 'tier.review' and res_id = seeded.number + 1 and method = 'write'
where log_id = auditlog_log.id and "of" = 'order_steps'
    and field_name = case defect when 'approval_steps.approver_is_requester' then 'done_by' else 'reviewed_date' end;
update mail_message set author_id = partner_id
from seeded inner join requisition_steps as step on step.id = seeded.number
inner join user_ids on person = cast(off_by as bigint)
where model = 'purchase.request' and res_id = document + 1 and date = decided_at
    and "of" = 'requisition_steps' and defect = 'approval_steps.approver_is_requester';
insert into defects
select defect, case "of" when 'order_steps' then 'tier_review' else 'purchase_request' end,
    case "of" when 'order_steps' then seeded.number else requisition_steps.document end + 1, null,
    in_words(defect)
from seeded left join requisition_steps on requisition_steps.id = seeded.number and "of" = 'requisition_steps'
where "of" in ('order_steps', 'requisition_steps');

-- production
update mrp_production set product_qty = 0
where id - 1 in (select number from seeded_as('production_orders.quantity_not_positive'));
update mrp_production set date_finished = stamp(off_by)
from seeded where mrp_production.id = number + 1
    and defect in ('production_orders.planned_end_before_start', 'production_orders.ended_before_start');
insert into defects
select defect, 'mrp_production', number + 1, null, in_words(defect) from seeded
where "of" = 'production_orders';
