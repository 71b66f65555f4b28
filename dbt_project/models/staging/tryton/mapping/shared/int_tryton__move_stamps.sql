-- When a done move was done, and by whom: when its shipment, production or inventory entered the state that does it. Only
-- a day is kept of a move itself (its last writing may be the invoice's new price, months later), so a stamp of another
-- day than that is another event: then the move's last writing, or the end of its day, tells.
with moves as (
    select
        moves.*,
        case
            when moves.shipment_type = 'stock.shipment.in' and origins.location_type = 'supplier' then 'received'
            when moves.shipment_type = 'stock.shipment.out.return' and origins.location_type = 'customer' then 'received'
            when moves.shipment_type = 'stock.shipment.out' and destinations.location_type <> 'customer' then 'picked'
            when moves.production_order_id is not null and not moves.is_production_output then 'running'
            else 'done'
        end as state_that_does_it,
        coalesce(
            moves.shipment_id,
            moves.source_id || ':production,' || {{ dbt.split_part('moves.production_order_id', "':'", 2) }},
            moves.source_id || ':stock.inventory,' || {{ dbt.split_part('lines.inventory_id', "':'", 2) }}
        ) as resource_id
    from {{ ref('stg_tryton__stock_moves') }} as moves
    left join {{ ref('int_tryton__locations') }} as origins on origins.location_id = moves.from_location_id
    left join {{ ref('int_tryton__locations') }} as destinations on destinations.location_id = moves.to_location_id
    left join {{ ref('stg_tryton__inventory_lines') }} as lines on lines.inventory_line_id = moves.inventory_line_id
    where moves.state = 'done'
),

changes as (
    select
        resource_id,
        state,
        changed_at,
        user_id,
        row_number() over (partition by resource_id, state order by changed_at desc) as place
    from {{ ref('int_tryton__state_changes') }}
),

candidates as (
    select
        moves.source_id,
        moves.move_id,
        moves.effective_date,
        moves.created_at,
        moves.writer_user_id,
        moves.creator_user_id,
        case when {{ tryton_is_of_day('changes.changed_at', 'moves.effective_date') }} then changes.changed_at end
            as changed_at,
        changes.user_id,
        case
            when {{ tryton_is_of_day('coalesce(moves.written_at, moves.created_at)', 'moves.effective_date') }}
            then coalesce(moves.written_at, moves.created_at)
        end as written_at
    from moves
    left join changes
        on changes.resource_id = moves.resource_id
        and changes.state = moves.state_that_does_it
        and changes.place = 1
)

select
    source_id,
    move_id,
    coalesce(changed_at, written_at, {{ tryton_end_of_day('effective_date') }}, created_at) as moved_at,
    coalesce(user_id, writer_user_id, creator_user_id) as mover_id
from candidates
