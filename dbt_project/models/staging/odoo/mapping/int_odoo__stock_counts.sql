-- A count is an inventory adjustment after the opening one; without a difference it is a move with quantity 0.
-- The book quantity is what all earlier moves at the place add up to.
with moves as (
    select * from {{ ref('int_odoo__stock_moves') }} where reason <> 'revaluation'
),

place_changes as (
    select source_id, stock_move_id, item_id, to_location_id as location_id, moved_at, quantity_stock_unit as change
    from moves where is_to_stock
    union all
    select source_id, stock_move_id, item_id, from_location_id as location_id, moved_at, -quantity_stock_unit as change
    from moves where is_from_stock
),

books as (
    select
        *,
        sum(change) over (
            partition by item_id, location_id order by moved_at, stock_move_id
            rows between unbounded preceding and current row
        ) - change as book_quantity_stock_unit
    from place_changes
)

select
    moves.source_id,
    moves.stock_move_id as stock_count_id,
    moves.company_id,
    moves.item_id,
    books.location_id,
    coalesce(moves.to_warehouse_id, moves.from_warehouse_id) as warehouse_id,
    moves.moved_at as counted_at,
    cast(books.book_quantity_stock_unit as {{ dbt.type_numeric() }}) as book_quantity_stock_unit,
    cast(books.book_quantity_stock_unit + books.change as {{ dbt.type_numeric() }}) as counted_quantity_stock_unit,
    moves.value_company_currency as difference_value_company_currency,
    moves.mover_id as counter_id
from moves
inner join books on books.stock_move_id = moves.stock_move_id
where moves.reason = 'count'
