-- Set-up and master records. People's ids follow Odoo's own five users; partners are companies, people, suppliers and
-- customers one after the other.
create view user_ids as select id as person, id + 6 as user_id, id + 10 as partner_id from people;

create table ir_module_module as select 'base' as name, 'installed' as state, '18.0.1.3' as latest_version;
create table res_currency as select * from (values (1, 'USD', 2), (6, 'CNY', 2)) as t (id, name, decimal_places);
create table res_company as
select * from (values (1, '华东精密机械有限公司', 6, 1), (2, '华东机械国际贸易有限公司', 1, 4)) as t (id, name, currency_id, partner_id);
create table res_currency_rate as
select row_number() over (order by month, company) as id, case company when 1 then 1 else 6 end as currency_id,
    company as company_id, month as name, case company when 1 then usd_per_cny else round(1 / usd_per_cny, 6) end as rate
from rates cross join (values (1), (2)) as t (company);
create table uom_uom as
select 1 as id, '{"en_US": "Units", "zh_CN": "件"}' as name, 1 as category_id, 1.0 as factor, 0.01 as rounding;

create table stock_warehouse as
select id + 1 as id, name, code, company + 1 as company_id, true as active from warehouses;
create table stock_location as
select * from (values
    (4, 'Vendors', 'Partners/Vendors', 'supplier', null, null, false),
    (5, 'Customers', 'Partners/Customers', 'customer', null, null, false),
    (6, 'Inventory adjustment', 'Virtual Locations/Inventory adjustment', 'inventory', null, 1, false),
    (7, 'Inventory adjustment', 'Virtual Locations/Inventory adjustment', 'inventory', null, 2, false),
    (8, 'Production', 'Virtual Locations/Production', 'production', null, 1, false),
    (9, 'Scrap', 'Virtual Locations/Scrap', 'inventory', null, 1, true)
) as t (id, name, complete_name, usage, warehouse_id, company_id, scrap_location)
union all
select id + 10, 'Stock', code || '/Stock', 'internal', id + 1, company + 1, false from warehouses;
create table stock_picking_type as
select id * 2 + 1 as id, '{"en_US": "Receipts", "zh_CN": "收货"}' as name, 'incoming' as code, id + 1 as warehouse_id,
    company + 1 as company_id
from warehouses
union all
select id * 2 + 2, '{"en_US": "Delivery Orders", "zh_CN": "交货"}', 'outgoing', id + 1, company + 1 from warehouses
union all
select id + 20, '{"en_US": "Manufacturing", "zh_CN": "制造"}', 'mrp_operation', id + 1, company + 1 from warehouses;

create table hr_department as
select id + 1 as id, json_object('en_US', name_en, 'zh_CN', name_zh) as name, company + 1 as company_id, true as active
from departments;
create table res_groups as select 1 as id, '{"en_US": "Internal User", "zh_CN": "内部用户"}' as name;
create table res_users as
select user_id as id, people.role || people.id as login, partner_id, company + 1 as company_id, true as active,
    false as share, installed_at as create_date, installed_at as write_date
from people inner join user_ids on person = people.id cross join period
union all
select * from (values (1, '__system__', 2, 1, false, false), (2, 'admin', 3, 1, true, false)) as t, (
    select installed_at, installed_at from period);
create table hr_employee as
select people.id + 1 as id, people.name, user_id, people.department + 1 as department_id, company + 1 as company_id,
    true as active
from people inner join user_ids on person = people.id;
create view partner_ids as
select 'supplier' as kind, id as number, id + 10 + (select count(*) from people) as partner_id from suppliers
union all
select 'customer', id, id + 10 + (select count(*) from people) + (select count(*) from suppliers) from customers;
create table res_partner as
select partner_id as id, name, name as complete_name, null as ref, null as vat, 'zh_CN' as lang, true as active,
    false as is_company, partner_id as commercial_partner_id, 0 as supplier_rank, 0 as customer_rank,
    installed_at as create_date, installed_at as write_date
from people inner join user_ids on person = people.id cross join period
union all
select partner_id, suppliers.name, suppliers.name, code, tax_number, case when is_foreign then 'en_US' else 'zh_CN' end,
    true, true, partner_id, 1, 0, installed_at, installed_at
from suppliers inner join partner_ids on kind = 'supplier' and number = id cross join period
union all
select partner_id, customers.name, customers.name, code, tax_number, 'zh_CN', true, true, partner_id, 0, 1,
    installed_at, installed_at
from customers inner join partner_ids on kind = 'customer' and number = id cross join period
union all
select id, name, name, null, null, 'zh_CN', true, true, id, 0, 0, installed_at, installed_at
from (values (1, '华东精密机械有限公司'), (4, '华东机械国际贸易有限公司')) as t (id, name) cross join period
union all
select id, name, name, null, null, 'en_US', id = 3, false, id, 0, 0, installed_at, installed_at
from (values (2, 'OdooBot'), (3, 'Administrator')) as t (id, name) cross join period;

create table product_category as
select 4 as id, '{"en_US": "Goods", "zh_CN": "商品"}' as name, 'Goods' as complete_name;
create table product_template as
select id + 1 as id, json_object('en_US', name_en, 'zh_CN', name_zh) as name, 'consu' as type, true as is_storable,
    4 as categ_id, 1 as uom_id, code as default_code, true as active, installed_at as create_date,
    installed_at as write_date
from items cross join period;
create table product_product as
select id + 41 as id, id + 1 as product_tmpl_id, code as default_code, true as active, installed_at as create_date,
    installed_at as write_date
from items cross join period;
create table product_supplierinfo as
select items.id + 1 as id, partner_id, items.id + 1 as product_tmpl_id, 1 as sequence, 0 as min_qty,
    lead_days as delay
from items inner join suppliers on suppliers.id = items.supplier
inner join partner_ids on kind = 'supplier' and number = suppliers.id;

-- level and group (a warehouse or a company) → definition
create table tier_definition as
select definition as id, json_object('en_US', name_en, 'zh_CN', name_zh) as name, 'purchase.order' as model,
    50 - 10 * level as sequence, 'individual' as review_type, reviewer + 6 as reviewer_id, true as approve_sequence,
    company + 1 as company_id
from tiers;
