-- Master records as they should not be. `defects` collects every row that is wrong, by the rule it breaks: a duplicate is
-- the later of two.
-- of a rule's id what follows the records' name
create macro in_words(rule) as replace(split_part(rule, '.', -1), '_', ' ');
create macro seeded_as(rule) as table select number, off_by from seeded where defect = rule;
-- what is entered a second time is entered in the middle of the story
create table second_entry as
select installed_at + to_seconds(date_diff('second', installed_at, (select max(created_at) from moves)) // 2) as entered_at
from period;
create table defects (
    rule_id varchar, record_kind varchar, record_id bigint, original_id bigint, was_wrong varchar
);

create table seeded_partners as
select defect, "of" as records, split_part(defect, '.', 2) as what, partner_id
from seeded inner join partner_ids on kind || 's' = "of" and partner_ids.number = seeded.number;
update res_partner set name = ' ', complete_name = ' '
where id in (select partner_id from seeded_partners where what = 'lacks_name');
update res_partner set ref = null where id in (select partner_id from seeded_partners where what = 'lacks_code');
update res_partner set vat = null where id in (select partner_id from seeded_partners where what = 'lacks_tax_number');
update res_partner set vat = substr(vat, 11)
where id in (select partner_id from seeded_partners where what = 'tax_number_malformed');
insert into defects
select defect, 'res_partner', partner_id, null, in_words(what) from seeded_partners
where what in ('lacks_name', 'lacks_code', 'lacks_tax_number', 'tax_number_malformed');

-- entered once more, months later: in another spelling, under a homophone, or with the number of a branch
create table second_partners as
select (select max(id) from res_partner) + row_number() over (order by defect, partner_id) as id, records, what, partner_id,
    case what
        when 'entered_twice'
        then substr(name, 1, 2) || ' ' || regexp_replace(substr(name, 3), '(股份)?有限公司$', '（有限责任公司）')
        when 'shares_tax_number' then replace(name, '氏', '式')
        else name
    end as name,
    case what
        when 'entered_twice' then substr(vat, 1, 8) || ' ' || substr(vat, 9)
        when 'shares_tax_number' then vat
        else '9144' || substr(vat, 5)
    end as vat
from seeded_partners inner join res_partner on res_partner.id = partner_id
where what in ('entered_twice', 'shares_tax_number', 'looks_like_another');
insert into res_partner
select second.id, second.name, second.name, first.ref || 'B', second.vat, lang, true, true, second.id, supplier_rank,
    customer_rank, entered_at, entered_at
from second_partners as second inner join res_partner as first on first.id = partner_id cross join second_entry;
insert into defects
select records || '.' || rule, 'res_partner', id, partner_id, in_words(what)
from second_partners
cross join (values ('shares_tax_number'), ('looks_like_another')) as broken (rule)
where what in (rule, 'entered_twice');

update product_template set default_code = null where id - 1 in (select number from seeded_as('items.lacks_code'));
update product_product set default_code = null where id - 41 in (select number from seeded_as('items.lacks_code'));
update product_template set name = json_object('en_US', ' ', 'zh_CN', ' ')
where id - 1 in (select number from seeded_as('items.lacks_name'));
update product_template set uom_id = null where id - 1 in (select number from seeded_as('items.lacks_unit'));
update product_template set categ_id = null where id - 1 in (select number from seeded_as('items.lacks_category'));
insert into uom_uom select 2, '{"en_US": "kg", "zh_CN": "公斤"}', 2, 1.0, 0.01;
update product_template set uom_id = 2 where id - 1 in (select number from seeded_as('items.unit_unlike_its_category'));
insert into defects
select defect, 'product_product', number + 41, null, in_words(defect) from seeded
where "of" = 'items' and defect not in ('items.shares_code', 'items.looks_like_another');

-- another item under the same code, and the same item under another code
create table second_items as
select row_number() over (order by defect, number) as place, defect, number,
    case defect when 'items.shares_code' then code else code || '-2' end as code,
    case defect when 'items.shares_code' then name_zh || ' B' else replace(name_zh, ' ', '－') end as name_zh,
    case defect when 'items.shares_code' then name_en || ' B' else replace(name_en, ' ', '-') end as name_en
from seeded inner join items on items.id = number where defect in ('items.shares_code', 'items.looks_like_another');
insert into product_template
select (select max(id) from product_template) + place, json_object('en_US', name_en, 'zh_CN', name_zh), 'consu', true, 4,
    1, code, true, entered_at, entered_at
from second_items cross join second_entry;
insert into defects
select defect, 'product_product', (select max(id) from product_product) + place, number + 41,
    in_words(defect)
from second_items;
insert into product_product
select (select max(id) from product_product) + place, (select count(*) from items) + place, code, true,
    entered_at, entered_at
from second_items cross join second_entry;

-- more was taken than there was: an issue to production that belongs to no order, at the moment of the last move
create table overdrawn as
select (select max(id) from stock_move) + row_number() over (order by number) as id, number as position, item,
    cast(off_by as bigint) as quantity, (select max(moved_at) from moves where moved_by is not null) as moved_at, cost_cny
from seeded_as('stock_positions.is_negative')
inner join positions on positions.id = number inner join items on items.id = item;
insert into stock_move by name
select id, 'MO/?' as name, 'done' as state, item + 41 as product_id, 1 as product_uom, quantity as product_uom_qty, quantity,
    10 as location_id, 8 as location_dest_id, false as is_inventory, false as scrapped, moved_at as date, 1 as company_id,
    1 as write_uid, 1 as create_uid, entered_at as create_date, entered_at as write_date
from overdrawn cross join (select max(create_date) as entered_at from stock_move);
insert into stock_valuation_layer by name
select (select max(id) from stock_valuation_layer) + row_number() over (order by id) as id, 1 as company_id,
    item + 41 as product_id, -quantity as quantity, standard_cost(cost_cny, 1) as unit_cost,
    round(-quantity * standard_cost(cost_cny, 1), 2) as value, id as stock_move_id, 1 as create_uid,
    moved_at as create_date, moved_at as write_date
from overdrawn;
update stock_quant set quantity = stock_quant.quantity - overdrawn.quantity
from overdrawn where stock_quant.id = position + 1;
insert into defects
select 'stock_positions.is_negative', 'stock_quant', position + 1, null, 'taken without being there' from overdrawn;
