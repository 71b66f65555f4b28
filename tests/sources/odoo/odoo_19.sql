-- From Odoo 18's layout to Odoo 19's, in the tables that are read: written from the definitions of 19's models, not from
-- what the product does with them.
update ir_module_module set latest_version = '19.0.1.3' where name = 'base';

-- uom: units refer to another unit, the factor says how many of the smallest one they are, all have one precision
alter table uom_uom add column relative_factor numeric, add column relative_uom_id integer, add column parent_path varchar;
update uom_uom set relative_factor = round(1 / factor, 12), factor = round(1 / factor, 12);
update uom_uom set relative_uom_id = reference.id from uom_uom as reference
    where reference.category_id = uom_uom.category_id and reference.uom_type = 'reference' and uom_uom.id <> reference.id;
alter table uom_uom drop column category_id, drop column uom_type, drop column rounding;
drop table uom_category;
create table decimal_precision (id serial primary key, name varchar not null, digits integer not null);
insert into decimal_precision (name, digits) values ('Product Price', 2), ('Product Unit', 2), ('Discount', 2);

-- purchase and sale: the unit's column; a locked order is a purchase still; the state is not stored in lines again
alter table purchase_order_line rename column product_uom to product_uom_id;
alter table purchase_order_line drop column state, drop column currency_id;
alter table purchase_order add column locked boolean;
update purchase_order set locked = state = 'done';
update purchase_order set state = 'purchase' where state = 'done';
alter table sale_order_line rename column product_uom to product_uom_id;

-- stock_account: no layers. A move has its value, without a sign, the prices of its bills in it
alter table stock_move add column value numeric, add column is_in boolean, add column is_out boolean;
alter table stock_move add column is_dropship boolean;
update stock_move set
    is_in = stock_move.state = 'done' and not origin.valued and destination.valued,
    is_out = stock_move.state = 'done' and origin.valued and not destination.valued,
    is_dropship = stock_move.state = 'done' and array[origin.usage, destination.usage]::text[]
        in (array['supplier', 'customer'], array['customer', 'supplier']),
    value = 0
from (select *, usage = 'internal' or (usage = 'transit' and company_id is not null) as valued from stock_location)
    as origin,
    (select *, usage = 'internal' or (usage = 'transit' and company_id is not null) as valued from stock_location)
    as destination
where origin.id = stock_move.location_id and destination.id = stock_move.location_dest_id;
update stock_move set value = abs(valued.value)
from (
    select coalesce(layers.stock_move_id, corrected.stock_move_id) as move_id, sum(layers.value) as value
    from stock_valuation_layer as layers
    left join stock_valuation_layer as corrected on corrected.id = layers.stock_valuation_layer_id
    group by 1
) as valued
where valued.move_id = stock_move.id and (stock_move.is_in or stock_move.is_out);
drop table stock_valuation_layer;
create table product_value (
    id serial primary key, product_id integer, lot_id integer, move_id integer, value numeric not null,
    company_id integer not null, date timestamp not null, user_id integer not null, description varchar,
    create_uid integer, create_date timestamp, write_uid integer, write_date timestamp
);

-- stock: a scrapping is told by its document, no longer by a mark or a place; moves have no name
alter table stock_move drop column scrapped, drop column name, drop column group_id;
alter table stock_location drop column scrap_location;

-- hr: what may change about an employee is in dated versions
create table hr_version (
    id serial primary key, employee_id integer, department_id integer, date_version date not null,
    create_date timestamp, write_date timestamp
);
insert into hr_version (employee_id, department_id, date_version) select id, null, '2000-01-01' from hr_employee;
insert into hr_version (employee_id, department_id, date_version)
    select id, department_id, '2025-01-01' from hr_employee;
alter table hr_employee add column current_version_id integer;
update hr_employee set current_version_id = hr_version.id from hr_version
    where hr_version.employee_id = hr_employee.id and date_version = '2025-01-01';
alter table hr_employee drop column department_id;

-- mrp: operations wait in one state; their item, its unit and the kind of a loss are not stored again
update mrp_workorder set state = 'blocked' where state in ('pending', 'waiting');
alter table mrp_workorder drop column product_id, drop column product_uom_id;
alter table mrp_workcenter_productivity drop column loss_type;
alter table mrp_production drop column procurement_group_id, drop column lot_producing_id;

-- base: groups belong to privileges
alter table res_groups add column privilege_id integer, drop column category_id;
