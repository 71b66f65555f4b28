-- The value of a difference is that of the move it made.
select
    lines.source_id,
    moves.stock_move_id as stock_count_id,
    lines.company_id,
    lines.product_id as item_id,
    lines.location_id,
    lines.warehouse_id,
    moves.moved_at as counted_at,
    lines.book_quantity_stock_unit,
    lines.counted_quantity_stock_unit,
    moves.value_company_currency as difference_value_company_currency,
    moves.mover_id as counter_id
from {{ ref('int_tryton__counted_lines') }} as lines
inner join {{ ref('int_tryton__stock_moves') }} as moves on moves.inventory_line_id = lines.inventory_line_id
where lines.is_counted and not lines.is_opening
