-- From Odoo 18's layout to Odoo 17's, in the tables that are read: written from the definitions of 17's models, not from
-- what the product does with them.
update ir_module_module set latest_version = '17.0.1.3' where name = 'base';

-- product: what is stored is a type of its own, asked for by detailed_type
alter table product_template add column detailed_type varchar;
update product_template set type = 'product' where is_storable;
update product_template set detailed_type = type;
alter table product_template drop column is_storable;

-- account: no rate of an invoice, no total in its currency with a sign; "to check" instead of "checked"
alter table account_move drop column invoice_currency_rate;
alter table account_move drop column amount_untaxed_in_currency_signed;
alter table account_move add column to_check boolean;
update account_move set to_check = not coalesce(checked, false);
alter table account_move drop column checked;

-- purchase: orders know no down payments (there are none in this database)
alter table purchase_order_line drop column is_downpayment;

-- stock and production: where a chain ends, and the order of operations
alter table stock_move drop column location_final_id;
alter table mrp_production drop column location_final_id;
alter table mrp_workorder drop column sequence;
