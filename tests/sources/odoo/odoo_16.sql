-- From Odoo 17's layout to Odoo 16's (run after odoo_17.sql), written from the definitions of 16's models.
update ir_module_module set latest_version = '16.0.1.3' where name = 'base';

-- stock: what was done has a column of its own, what is reserved is not in it; a scrapping names its move
alter table stock_move rename column quantity to quantity_done;
update stock_move set quantity_done = 0 where state <> 'done';
alter table stock_move drop column picked;
alter table stock_move_line rename column quantity to qty_done;
alter table stock_scrap add column move_id integer;
update stock_scrap set move_id = stock_move.id from stock_move where stock_move.scrap_id = stock_scrap.id;
alter table stock_move drop column scrap_id;

-- mail: the field of a tracked value, its kind and its name, amounts apart from other numbers
alter table mail_tracking_value rename column field_id to field;
alter table mail_tracking_value add column field_desc varchar, add column field_type varchar;
alter table mail_tracking_value add column old_value_monetary double precision, add column new_value_monetary double precision;
alter table mail_tracking_value add column tracking_sequence integer;
update mail_tracking_value set field_type = ttype, field_desc = ir_model_fields.name
    from ir_model_fields where ir_model_fields.id = mail_tracking_value.field;
update mail_tracking_value
    set old_value_monetary = old_value_float, new_value_monetary = new_value_float,
        old_value_float = null, new_value_float = null
    where field_type = 'monetary';
alter table mail_tracking_value drop column field_info;

-- base: the name under which a partner is shown
alter table res_partner rename column complete_name to display_name;

-- sale: a locked order is in a state of its own
update sale_order set state = 'done' where locked;
alter table sale_order drop column locked;

-- production: the plan has columns of its own; what 17 overwrote is invented here, two days before it happened
alter table mrp_workorder rename column date_start to date_planned_start;
alter table mrp_workorder rename column date_finished to date_planned_finished;
alter table mrp_workorder add column date_start timestamp, add column date_finished timestamp;
alter table mrp_production rename column date_start to date_planned_start;
alter table mrp_production rename column date_finished to date_planned_finished;
alter table mrp_production add column date_start timestamp, add column date_finished timestamp;
update mrp_production
    set date_start = date_planned_start, date_planned_start = date_planned_start - interval '2 days'
    where id in (select production_id from mrp_workorder where state in ('progress', 'done'));
update mrp_production
    set date_finished = date_planned_finished, date_planned_finished = date_planned_finished - interval '2 days'
    where state = 'done';
update mrp_workorder
    set date_start = date_planned_start, date_planned_start = date_planned_start - interval '2 days'
    where state in ('progress', 'done');
update mrp_workorder
    set date_finished = date_planned_finished, date_planned_finished = date_planned_finished - interval '2 days'
    where state = 'done';
