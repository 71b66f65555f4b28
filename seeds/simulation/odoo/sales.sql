-- Sales orders as they stand at the end.
create table sale_facts as
select sales_orders.*, entered.user_id, company, partner_ids.partner_id
from sales_orders
inner join user_ids as entered on entered.person = entered_by
inner join warehouses on warehouses.id = warehouse
inner join partner_ids on kind = 'customer' and number = customer
where entered_at is not null;

create table sale_order_line as
select sales_lines.id + 1 as id, sales_lines."order" + 1 as order_id, item + 41 as product_id, 1 as product_uom,
    items.name_zh as name, quantity as product_uom_qty, price as price_unit,
    round(quantity * price, 2) as price_subtotal,
    case when shipped_at is not null then quantity else 0 end - coalesce(returned.quantity_back, 0) as qty_delivered,
    case when invoiced_at is not null then quantity else 0 end as qty_invoiced, 5.0 as customer_lead,
    case when confirmed_at is not null then 'sale' else 'draft' end as state, company + 1 as company_id,
    entered_at as create_date, greatest(entered_at, confirmed_at, shipped_at, invoiced_at, returned.last_at) as write_date
from sales_lines
inner join sale_facts on sale_facts.id = sales_lines."order"
inner join positions on positions.id = position inner join items on items.id = item
left join sales_deliveries on sales_deliveries.id = delivery
left join (
    select line, sum(quantity) as quantity_back, max(greatest(received_at, credited_at)) as last_at
    from returns where received_at is not null group by line
) as returned on returned.line = sales_lines.id;

create table sale_order as
select sale_facts.id + 1 as id, format('S{:06d}', sale_facts.id + 1) as name, first(line.state) as state,
    any_value(partner_id) as partner_id, case any_value(company) when 0 then 6 else 1 end as currency_id,
    1.0 as currency_rate, any_value(user_id) as user_id, 1 as team_id, any_value(company) + 1 as company_id,
    any_value(warehouse) + 1 as warehouse_id, coalesce(any_value(confirmed_at), any_value(entered_at)) as date_order,
    any_value(requested_at) as commitment_date, sum(price_subtotal) as amount_untaxed,
    sum(price_subtotal) as amount_total, any_value(user_id) as create_uid, any_value(entered_at) as create_date,
    max(write_date) as write_date
from sale_facts inner join sale_order_line as line on line.order_id = sale_facts.id + 1
group by sale_facts.id;
