-- Lines of finished inventories. An opening is the first that ever happened to the item at the place, from nothing. A
-- line left empty was not counted, unless the inventory says that empty means none.
with lines as (
    select lines.*, inventories.company_id, inventories.location_id, inventories.inventory_date,
        inventories.empty_quantity, inventories.written_at, inventories.created_at, inventories.writer_user_id
    from {{ ref('stg_tryton__inventory_lines') }} as lines
    inner join {{ ref('stg_tryton__inventories') }} as inventories on inventories.inventory_id = lines.inventory_id
    where inventories.state = 'done'
),

done as (
    select document_id, max(changed_at) as done_at, max(user_id) as user_id
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'stock_count' and state = 'done'
    group by document_id
),

own_moves as (
    select inventory_line_id, min(move_number) as move_number
    from {{ ref('stg_tryton__stock_moves') }}
    where inventory_line_id is not null and state = 'done'
    group by inventory_line_id
),

-- moves into and out of each place, the earliest of an item first
first_moves as (
    select location_id, product_id, min(move_number) as move_number
    from (
        select to_location_id as location_id, product_id, move_number
        from {{ ref('stg_tryton__stock_moves') }} where state = 'done'
        union all
        select from_location_id, product_id, move_number
        from {{ ref('stg_tryton__stock_moves') }} where state = 'done'
    ) as both_ends
    group by location_id, product_id
)

select
    lines.source_id,
    lines.inventory_line_id,
    lines.inventory_id,
    lines.company_id,
    lines.product_id,
    lines.location_id,
    locations.warehouse_id,
    coalesce(
        case when {{ tryton_is_of_day('done.done_at', 'lines.inventory_date') }} then done.done_at end,
        {{ tryton_end_of_day('lines.inventory_date') }}
    ) as counted_at,
    coalesce(done.user_id, lines.writer_user_id) as counter_id,
    coalesce(lines.expected_quantity, 0) as book_quantity_stock_unit,
    case
        when lines.quantity is not null then lines.quantity
        when lines.empty_quantity = 'empty' then 0
        else lines.expected_quantity
    end as counted_quantity_stock_unit,
    lines.quantity is not null or coalesce(lines.empty_quantity, '') = 'empty' as is_counted,
    own_moves.move_number is not null as is_moved,
    own_moves.move_number is not null and own_moves.move_number = first_moves.move_number
        and coalesce(lines.expected_quantity, 0) = 0 as is_opening
from lines
left join done on done.document_id = lines.inventory_id
left join own_moves on own_moves.inventory_line_id = lines.inventory_line_id
left join first_moves on first_moves.location_id = lines.location_id and first_moves.product_id = lines.product_id
left join {{ ref('int_tryton__locations') }} as locations on locations.location_id = lines.location_id
