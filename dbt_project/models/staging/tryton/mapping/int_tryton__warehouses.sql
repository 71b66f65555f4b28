-- A warehouse of Tryton belongs to no company; where there is only one, it is that company's.
with companies as (
    select source_id, min(company_id) as company_id
    from {{ ref('stg_tryton__companies') }}
    group by source_id
    having count(*) = 1
)

select
    locations.source_id,
    locations.location_id as warehouse_id,
    locations.location_code as warehouse_code,
    locations.location_name as warehouse_name,
    companies.company_id,
    locations.is_active
from {{ ref('stg_tryton__locations') }} as locations
left join companies on companies.source_id = locations.source_id
where locations.location_type = 'warehouse'
