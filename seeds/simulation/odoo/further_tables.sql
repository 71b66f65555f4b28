-- What the simulation knows and the demo company does not: Odoo's own balances.
create table stock_quant (
    id bigint, product_id bigint, location_id bigint, company_id bigint, owner_id bigint, quantity numeric,
    primary key (id)
);
alter table account_move add column amount_residual_signed numeric;
