-- What the simulation knows and the demo company does not: Odoo's own balances, and production.
create table stock_quant (
    id bigint, product_id bigint, location_id bigint, company_id bigint, owner_id bigint, quantity numeric,
    primary key (id)
);
alter table account_move add column amount_residual_signed numeric;
create table mrp_production (
    id bigint, name varchar, state varchar, product_id bigint, product_uom_id bigint, product_qty numeric,
    user_id bigint, company_id bigint, picking_type_id bigint, location_dest_id bigint, date_start timestamp,
    date_finished timestamp, create_uid bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
create table mrp_workcenter (id bigint, name varchar, company_id bigint, primary key (id));
create table mrp_workorder (
    id bigint, name varchar, state varchar, sequence bigint, production_id bigint, workcenter_id bigint,
    qty_produced numeric, duration_expected numeric, duration double, date_start timestamp, date_finished timestamp,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table mrp_workcenter_productivity (
    id bigint, workorder_id bigint, user_id bigint, date_start timestamp, date_end timestamp, duration double,
    create_date timestamp, write_date timestamp,
    primary key (id)
);
create table stock_scrap (
    id bigint, state varchar, product_id bigint, product_uom_id bigint, scrap_qty numeric, production_id bigint,
    workorder_id bigint, date_done timestamp, company_id bigint, create_date timestamp, write_date timestamp,
    primary key (id)
);
alter table stock_move add column scrap_id bigint;
create table sale_order_line_invoice_rel (
    invoice_line_id bigint, order_line_id bigint, primary key (invoice_line_id, order_line_id)
);
alter table account_move add column invoice_user_id bigint;
alter table account_move_line add column is_downpayment boolean;
alter table res_company add column partner_id bigint;
