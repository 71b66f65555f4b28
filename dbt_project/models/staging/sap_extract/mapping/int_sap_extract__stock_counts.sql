-- An item that was counted, whether or not it differed: its id is that of the move that booked the difference.
select
    counts.source_id,
    moves.stock_move_id as stock_count_id,
    moves.company_id,
    counts.item_id,
    counts.location_id,
    counts.warehouse_id,
    counts.counted_at,
    counts.book_quantity as book_quantity_stock_unit,
    counts.counted_quantity as counted_quantity_stock_unit,
    moves.value_company_currency as difference_value_company_currency,
    counts.counter_user_id as counter_id
from {{ ref('stg_sap_extract__count_items') }} as counts
inner join {{ ref('int_sap_extract__stock_moves') }} as moves
    on moves.stock_move_id = coalesce(counts.stock_move_id, counts.count_item_id || ':count')
where counts.is_counted and not counts.is_deleted
