-- The tables of an Odoo 18 database that erp-cockpit reads, with the columns and types of its ERP package
-- (pipelines/erp/odoo/package.yml; a test holds the two together). Nothing else of Odoo's own columns is written.

create table ir_module_module (
    name varchar, state varchar, latest_version varchar
);

-- purchasing
create table purchase_request (
    id bigint, name varchar, state varchar, requested_by bigint, assigned_to bigint, company_id bigint,
    picking_type_id bigint, date_start date, origin varchar, create_uid bigint, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table purchase_request_line (
    id bigint, request_id bigint, product_id bigint, product_uom_id bigint, product_qty numeric,
    name varchar, date_required date, cancelled boolean, estimated_cost numeric, company_id bigint,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table purchase_request_purchase_order_line_rel (
    purchase_request_line_id bigint, purchase_order_line_id bigint,
    primary key (purchase_request_line_id, purchase_order_line_id)
);
create table purchase_order (
    id bigint, name varchar, state varchar, partner_id bigint, currency_id bigint, currency_rate double,
    user_id bigint, company_id bigint, picking_type_id bigint, requisition_id bigint, date_order timestamp,
    date_approve timestamp, amount_untaxed numeric, amount_total numeric, receipt_status varchar,
    create_uid bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table purchase_order_line (
    id bigint, order_id bigint, product_id bigint, product_uom bigint, display_type varchar,
    is_downpayment boolean, name varchar, product_qty numeric, product_uom_qty double, price_unit numeric,
    price_subtotal numeric, qty_received numeric, qty_invoiced numeric, date_planned timestamp,
    state varchar, company_id bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table product_supplierinfo (
    id bigint, partner_id bigint, product_tmpl_id bigint, product_id bigint, company_id bigint,
    sequence bigint, min_qty numeric, delay bigint,
    primary key (id)
);

-- approvals and changes
create table tier_definition (
    id bigint, name varchar, model varchar, sequence bigint, review_type varchar, reviewer_id bigint,
    reviewer_group_id bigint, approve_sequence boolean, company_id bigint,
    primary key (id)
);
create table tier_review (
    id bigint, model varchar, res_id bigint, definition_id bigint, sequence bigint, status varchar,
    requested_by bigint, done_by bigint, reviewed_date timestamp, comment varchar, company_id bigint,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table res_groups (
    id bigint, name varchar,
    primary key (id)
);
create table auditlog_log (
    id bigint, model_id bigint, model_model varchar, res_id bigint, user_id bigint, method varchar,
    log_type varchar, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table auditlog_log_line (
    id bigint, log_id bigint, field_name varchar, old_value varchar, new_value varchar,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table mail_message (
    id bigint, model varchar, res_id bigint, date timestamp, author_id bigint, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table mail_tracking_value (
    id bigint, mail_message_id bigint, field_id bigint, old_value_integer bigint, new_value_integer bigint,
    old_value_char varchar, new_value_char varchar, old_value_float double, new_value_float double,
    old_value_datetime timestamp, new_value_datetime timestamp, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table ir_model_fields (
    id bigint, model varchar, name varchar, ttype varchar,
    primary key (id)
);
create table ir_model_fields_selection (
    id bigint, field_id bigint, value varchar, name varchar, sequence bigint,
    primary key (id)
);

-- stock
create table stock_picking (
    id bigint, name varchar, state varchar, picking_type_id bigint, backorder_id bigint, partner_id bigint,
    user_id bigint, company_id bigint, scheduled_date timestamp, date_done timestamp, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table stock_picking_type (
    id bigint, name varchar, code varchar, warehouse_id bigint, company_id bigint,
    primary key (id)
);
create table stock_move (
    id bigint, name varchar, state varchar, product_id bigint, product_uom bigint, product_uom_qty numeric,
    quantity numeric, location_id bigint, location_dest_id bigint, picking_id bigint,
    origin_returned_move_id bigint, is_inventory boolean, scrapped boolean, purchase_line_id bigint,
    sale_line_id bigint, raw_material_production_id bigint, production_id bigint, date timestamp,
    company_id bigint, create_uid bigint, write_uid bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table stock_location (
    id bigint, name varchar, complete_name varchar, usage varchar, warehouse_id bigint, company_id bigint,
    scrap_location boolean,
    primary key (id)
);
create table stock_warehouse (
    id bigint, name varchar, code varchar, company_id bigint, active boolean,
    primary key (id)
);
create table stock_valuation_layer (
    id bigint, company_id bigint, product_id bigint, quantity numeric, unit_cost numeric, value numeric,
    stock_move_id bigint, stock_valuation_layer_id bigint, create_uid bigint, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table uom_uom (
    id bigint, name varchar, category_id bigint, factor double, rounding double,
    primary key (id)
);

-- sales
create table sale_order (
    id bigint, name varchar, state varchar, partner_id bigint, currency_id bigint, currency_rate double,
    user_id bigint, team_id bigint, company_id bigint, warehouse_id bigint, date_order timestamp,
    commitment_date timestamp, amount_untaxed numeric, amount_total numeric, create_uid bigint,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table sale_order_line (
    id bigint, order_id bigint, product_id bigint, product_uom bigint, display_type varchar,
    is_downpayment boolean, name varchar, product_uom_qty numeric, price_unit numeric,
    price_subtotal numeric, qty_delivered numeric, qty_invoiced numeric, customer_lead double,
    state varchar, company_id bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);

-- finance
create table account_move (
    id bigint, name varchar, ref varchar, state varchar, move_type varchar, payment_state varchar,
    partner_id bigint, currency_id bigint, company_id bigint, invoice_date date, date date,
    invoice_date_due date, invoice_currency_rate double, amount_untaxed numeric, amount_total numeric,
    create_uid bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table account_move_line (
    id bigint, move_id bigint, display_type varchar, product_id bigint, purchase_line_id bigint,
    quantity numeric, price_unit numeric, price_subtotal numeric, balance numeric, amount_currency numeric,
    currency_id bigint, date date, date_maturity date, company_id bigint, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table account_partial_reconcile (
    id bigint, debit_move_id bigint, credit_move_id bigint, amount numeric, debit_amount_currency numeric,
    credit_amount_currency numeric, company_id bigint, max_date date, create_uid bigint,
    create_date timestamp, write_date timestamp,
    primary key (id)
);

-- masters
create table res_company (
    id bigint, name varchar, currency_id bigint, parent_id bigint,
    primary key (id)
);
create table res_currency (
    id bigint, name varchar, decimal_places bigint,
    primary key (id)
);
create table res_currency_rate (
    id bigint, currency_id bigint, company_id bigint, name date, rate double,
    primary key (id)
);
create table res_partner (
    id bigint, name varchar, complete_name varchar, ref varchar, vat varchar, lang varchar, active boolean,
    is_company boolean, parent_id bigint, commercial_partner_id bigint, supplier_rank bigint,
    customer_rank bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table res_users (
    id bigint, login varchar, partner_id bigint, company_id bigint, active boolean, share boolean,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table res_users_log (
    id bigint, create_uid bigint, create_date timestamp,
    primary key (id)
);
create table hr_employee (
    id bigint, name varchar, user_id bigint, department_id bigint, company_id bigint, active boolean,
    primary key (id)
);
create table hr_department (
    id bigint, name varchar, parent_id bigint, company_id bigint, active boolean,
    primary key (id)
);
create table product_product (
    id bigint, product_tmpl_id bigint, default_code varchar, active boolean, create_date timestamp,
    write_date timestamp,
    primary key (id)
);
create table product_template (
    id bigint, name varchar, type varchar, is_storable boolean, categ_id bigint, uom_id bigint,
    default_code varchar, active boolean, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table product_category (
    id bigint, name varchar, complete_name varchar, parent_id bigint,
    primary key (id)
);
