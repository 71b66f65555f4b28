-- The move over the border to the customer delivers; picking into the output zone is a transfer.
select
    moves.source_id,
    moves.stock_move_id as delivery_line_id,
    lines.order_line_id,
    moves.shipment_id as delivery_id,
    moves.company_id,
    case when moves.from_type = 'customer' then moves.to_warehouse_id else moves.from_warehouse_id end as warehouse_id,
    moves.item_id,
    moves.moved_at as shipped_at,
    moves.from_type = 'customer' as is_return,
    case when moves.from_type = 'customer' then -moves.quantity_stock_unit else moves.quantity_stock_unit end
        as quantity_stock_unit,
    moves.mover_id as shipper_id
from {{ ref('int_tryton__stock_moves') }} as moves
inner join {{ ref('stg_tryton__sale_lines') }} as lines on lines.order_line_id = moves.sale_line_id
where (moves.from_type = 'customer') <> (moves.to_type = 'customer') and lines.line_type = 'line'
