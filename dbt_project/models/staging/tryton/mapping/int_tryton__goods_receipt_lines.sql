-- The move over the border to the supplier receives; putting away from the input zone is a transfer.
select
    moves.source_id,
    moves.stock_move_id as receipt_line_id,
    lines.order_line_id,
    moves.shipment_id as receipt_id,
    moves.company_id,
    case when moves.to_type = 'supplier' then moves.from_warehouse_id else moves.to_warehouse_id end as warehouse_id,
    moves.item_id,
    moves.moved_at as received_at,
    moves.to_type = 'supplier' as is_return,
    false as is_reversal,
    case when moves.to_type = 'supplier' then -moves.quantity_stock_unit else moves.quantity_stock_unit end
        as quantity_stock_unit,
    moves.mover_id as receiver_id
from {{ ref('int_tryton__stock_moves') }} as moves
inner join {{ ref('stg_tryton__purchase_lines') }} as lines on lines.order_line_id = moves.purchase_line_id
where (moves.from_type = 'supplier') <> (moves.to_type = 'supplier') and lines.line_type = 'line'
