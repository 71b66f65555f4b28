-- Every location with its warehouse, the innermost one around it in the tree of locations. Goods are in stock in storage.
with locations as (
    select * from {{ ref('stg_tryton__locations') }}
),

enclosing as (
    select
        locations.location_id,
        warehouses.location_id as warehouse_id,
        row_number() over (partition by locations.location_id order by warehouses.nested_left desc) as place
    from locations
    inner join locations as warehouses
        on warehouses.source_id = locations.source_id
        and warehouses.location_type = 'warehouse'
        and locations.nested_left between warehouses.nested_left and warehouses.nested_right
)

select
    locations.source_id,
    locations.location_id,
    locations.location_type,
    locations.location_type = 'storage' as is_stock,
    enclosing.warehouse_id
from locations
left join enclosing on enclosing.location_id = locations.location_id and enclosing.place = 1
