-- Transfers, moves and valuation layers. The second delivery of an order is a backorder that the first one's receipt
-- creates; until then the first transfer expects everything.
create table expected_deliveries as
select deliveries.*, orders.confirmed_at, orders.cancelled_at, warehouse, company, partner_id, promised_at,
    previous.received_at as opened_at, deliveries.number = 1 and deliveries."of" = 2 and deliveries.received_at is null as is_whole
from deliveries
inner join orders on orders.id = deliveries."order"
inner join (select "order", min(promised_at) as promised_at from lines group by "order") as promise
    on promise."order" = orders.id
inner join warehouses on warehouses.id = warehouse
inner join partner_ids on kind = 'supplier' and partner_ids.number = supplier
left join deliveries as previous on previous."order" = deliveries."order" and previous.number = deliveries.number - 1
where deliveries.number = 1 or previous.received_at is not null;

create table transfers as
select row_number() over (order by create_date, kind, number) as id, *
from (
    select 'receipt' as kind, id as number, coalesce(opened_at, confirmed_at) as create_date, warehouse, company,
        partner_id, promised_at as scheduled_date, received_at as done_at, received_by as done_by,
        case when received_at is null then cancelled_at end as cancelled_at, warehouse * 2 + 1 as picking_type_id
    from expected_deliveries
    union all
    select 'supplier_return', delivery, moved_at, warehouse, company, partner_id, moved_at, moved_at, any_value(moved_by), null,
        warehouse * 2 + 2
    from moves inner join delivered on delivered.line = moves.line and delivered.delivery = moves.document
    inner join expected_deliveries on expected_deliveries.id = delivery
    where reason = 2 group by all
    union all
    select 'delivery', sales_deliveries.id, allocated_at, warehouse, company, partner_id, requested_at, shipped_at,
        shipped_by, null, warehouse * 2 + 2
    from sales_deliveries inner join sales_orders on sales_orders.id = sales_deliveries."order"
    inner join warehouses on warehouses.id = warehouse
    inner join partner_ids on kind = 'customer' and partner_ids.number = customer
    union all
    select 'customer_return', returns.id, received_at, warehouse, company, partner_id, received_at, received_at,
        received_by, null, warehouse * 2 + 1
    from returns inner join sales_lines on sales_lines.id = line inner join sales_orders on sales_orders.id = "order"
    inner join warehouses on warehouses.id = warehouse
    inner join partner_ids on kind = 'customer' and partner_ids.number = customer
    where received_at is not null
) as united;

create table stock_picking as
select id, format('{}/{:06d}', kind, id) as name,
    case when done_at is not null then 'done' when cancelled_at is not null then 'cancel' else 'assigned' end as state,
    picking_type_id, partner_id, company + 1 as company_id, scheduled_date, done_at as date_done, create_date,
    coalesce(done_at, cancelled_at, create_date) as write_date
from transfers;

-- expected and done: a receipt's row is a move whether its goods have come or not
create table planned_moves as
select 'receipt' as kind, delivered.id as number, delivered.delivery as transfer_number, delivered.line as purchase_line,
    null as sale_line, lines.position,
    case when is_whole then lines.quantity else delivered.quantity end as planned, delivered.quantity as done_quantity,
    expected_deliveries.received_at as moved_at
from delivered
inner join lines on lines.id = delivered.line
inner join expected_deliveries on expected_deliveries.id = delivered.delivery
union all
select 'supplier_return', moves.id, moves.document, moves.line, null, position, abs(quantity), abs(quantity), moved_at
from moves where reason = 2
union all
select 'delivery', sales_lines.id, delivery, null, sales_lines.id, position, quantity, quantity, shipped_at
from sales_lines inner join sales_deliveries on sales_deliveries.id = delivery
union all
select 'customer_return', returns.id, returns.id, null, line, position, returns.quantity, returns.quantity, received_at
from returns inner join sales_lines on sales_lines.id = line where received_at is not null;

create table stock_move as
select row_number() over (order by create_date, kind, number) as id, * exclude (kind, number, warehouse, item),
    kind, number, warehouse, item
from (
    select planned_moves.kind, planned_moves.number, transfers.warehouse, item, 'move' as name,
        case when planned_moves.moved_at is not null then 'done' when transfers.cancelled_at is not null then 'cancel'
            else 'assigned' end as state,
        item + 41 as product_id, 1 as product_uom, planned as product_uom_qty,
        case when planned_moves.moved_at is not null then done_quantity when transfers.cancelled_at is not null then 0
            else planned end as quantity,
        case planned_moves.kind when 'receipt' then 4 when 'customer_return' then 5
            else transfers.warehouse + 10 end as location_id,
        case planned_moves.kind when 'delivery' then 5 when 'supplier_return' then 4
            else transfers.warehouse + 10 end as location_dest_id,
        transfers.id as picking_id, false as is_inventory, false as scrapped, purchase_line + 1 as purchase_line_id,
        sale_line + 1 as sale_line_id, coalesce(planned_moves.moved_at, scheduled_date) as date, company + 1 as company_id,
        coalesce(user_id, 1) as write_uid, coalesce(user_id, 1) as create_uid, transfers.create_date,
        coalesce(planned_moves.moved_at, transfers.cancelled_at, transfers.create_date) as write_date
    from planned_moves
    inner join transfers on transfers.kind = planned_moves.kind and transfers.number = transfer_number
    inner join positions on positions.id = position
    left join user_ids on person = done_by
    union all
    select 'opening', moves.id, warehouse, item, '更新的产品数量', 'done', item + 41, 1, quantity, quantity,
        company + 6, warehouse + 10, null, true, false, null, null, moved_at, company + 1, 1, 1, created_at, moved_at
    from moves inner join positions on positions.id = position inner join warehouses on warehouses.id = warehouse
    where reason = 0
    union all
    -- into production, out of it, and what is scrapped of that
    select case reason when 6 then 'consumption' when 7 then 'output' else 'scrap' end, moves.id, warehouse, item,
        case reason when 8 then format('SP{:06d}', document + 1) else format('MO{:06d}', document + 1) end, 'done',
        item + 41, 1, abs(quantity), abs(quantity), case reason when 7 then 8 else warehouse + 10 end,
        case reason when 6 then 8 when 7 then warehouse + 10 else 9 end, null, false, reason = 8, null, null, moved_at,
        company + 1, user_id, user_id, created_at, moved_at
    from moves inner join positions on positions.id = position inner join warehouses on warehouses.id = warehouse
    inner join user_ids on person = moved_by
    where reason in (6, 7, 8)
    union all
    -- a count without a difference moves nothing
    select 'count', moves.id, warehouse, item, '产品数量已更新', 'done', item + 41, 1, abs(quantity), abs(quantity),
        case when quantity > 0 then company + 6 else warehouse + 10 end,
        case when quantity > 0 then warehouse + 10 else company + 6 end, null, true, false, null, null, moved_at,
        company + 1, user_id, user_id, created_at, moved_at
    from moves inner join positions on positions.id = position inner join warehouses on warehouses.id = warehouse
    inner join user_ids on person = moved_by
    where reason = 5
) as united;
alter table stock_move add column raw_material_production_id bigint;
alter table stock_move add column production_id bigint;
alter table stock_move add column scrap_id bigint;
update stock_move set raw_material_production_id = document + 1
from moves where moves.id = stock_move.number and kind = 'consumption';
update stock_move set production_id = document + 1
from moves where moves.id = stock_move.number and kind in ('output', 'scrap');
update stock_move set scrap_id = production_id where kind = 'scrap';
alter table stock_move add column origin_returned_move_id bigint;
update stock_move set origin_returned_move_id = sent.id
from stock_move as sent
where stock_move.kind = 'customer_return' and sent.kind = 'delivery' and sent.sale_line_id = stock_move.sale_line_id;

create table stock_valuation_layer as
select row_number() over (order by date, stock_move.id) as id, company_id, product_id,
    case when location_dest_id >= 10 then quantity else -quantity end as quantity,
    standard_cost(cost_cny, company_id) as unit_cost,
    round(case when location_dest_id >= 10 then quantity else -quantity end
        * standard_cost(cost_cny, company_id), 2) as value,
    stock_move.id as stock_move_id, write_uid as create_uid, date as create_date, date as write_date
from stock_move inner join items on items.id = item
where state = 'done' and quantity > 0;

-- the simulation's own balances, which the moves have to add up to
create table stock_quant as
select positions.id + 1 as id, item + 41 as product_id, warehouse + 10 as location_id, company + 1 as company_id,
    on_hand as quantity
from positions inner join warehouses on warehouses.id = warehouse;
