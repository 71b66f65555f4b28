-- Production orders, their work orders, and the times somebody worked on them. The plan is overwritten by what happened.
create table production_facts as
select production_orders.*, item, warehouse, company, user_id
from production_orders
inner join positions on positions.id = position
inner join warehouses on warehouses.id = warehouse
inner join user_ids on person = planned_by;

create table mrp_production as
select id + 1 as id, format('MO{:06d}', id + 1) as name,
    case
        when completed_at is not null then 'done'
        when started_at is not null then 'progress'
        when released_at is not null then 'confirmed'
        else 'draft'
    end as state,
    item + 41 as product_id, 1 as product_uom_id, quantity as product_qty, user_id, company + 1 as company_id,
    warehouse + 20 as picking_type_id, warehouse + 10 as location_dest_id,
    coalesce(started_at, planned_start_at) as date_start, coalesce(completed_at, planned_end_at) as date_finished,
    user_id as create_uid, created_at as create_date,
    greatest(created_at, released_at, started_at, completed_at) as write_date
from production_facts;

create table mrp_workcenter as
select warehouse * 3 + place + 1 as id, json_object('en_US', name_en, 'zh_CN', name_zh) as name,
    company + 1 as company_id
from (select id as warehouse, company from warehouses)
cross join (values (0, 'Machining', '机加工'), (1, 'Assembly', '装配'), (2, 'Testing', '测试')) as t (
    place, name_en, name_zh);

create table mrp_workorder as
select operations.id + 1 as id, 'operation' as name,
    case when done_at is not null then 'done' when operations.started_at is not null then 'progress' else 'ready' end
        as state,
    number + 1 as sequence, "order" + 1 as production_id, warehouse * 3 + centre + 1 as workcenter_id,
    case when done_at is not null then quantity else 0 end as qty_produced,
    round(expected_seconds / 60.0, 2) as duration_expected,
    coalesce(date_diff('second', operations.started_at, done_at), 0) / 60.0 as duration,
    operations.started_at as date_start, done_at as date_finished, arrived_at as create_date,
    greatest(arrived_at, operations.started_at, done_at) as write_date
from operations inner join production_facts on production_facts.id = "order";

create table mrp_workcenter_productivity as
select operations.id + 1 as id, operations.id + 1 as workorder_id, user_id, started_at as date_start,
    done_at as date_end, date_diff('second', started_at, done_at) / 60.0 as duration, started_at as create_date,
    done_at as write_date
from operations inner join user_ids on person = done_by;

create table stock_scrap as
select id + 1 as id, 'done' as state, item + 41 as product_id, 1 as product_uom_id, scrapped as scrap_qty,
    id + 1 as production_id, completed_at as date_done, company + 1 as company_id, completed_at as create_date,
    completed_at as write_date
from production_facts where completed_at is not null and scrapped > 0;
